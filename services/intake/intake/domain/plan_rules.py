"""Asks the plans' rules about this customer and this person: what careplans needs to know, taken
from intake's own state.
"""

from datetime import date

from careplans import entitlements
from careplans.entitlements import CustomerFacts, Refusal, ReporterFacts
from careplans.terms import Terms
from events.catalogue.terms import CalendarRef, Promise, Target
from intake.domain.customer import Customer, Term, User
from intake.domain.errors import NotEntitled


def facts_of(customer: Customer, day: date) -> CustomerFacts:
    """What entitlement depends on, on that day (CP-4, CP-6)."""
    term = customer.term_on(day)
    return CustomerFacts(
        plan=term.plan if term else None,
        starts_on=term.starts_on if term else None,
        ends_on=term.ends_on if term else None,
        fees_overdue=customer.fees_overdue,
        begins_on=customer.begins_on(day),
    )


def facts_about(user: User | None) -> ReporterFacts:
    """What counts about a person (CP-8, CP-10)."""
    if user is None:
        return ReporterFacts(named_as_contact=False)
    return ReporterFacts(named_as_contact=user.authorized, courses=frozenset(user.trainings))


def refuse(refusal: Refusal | None) -> None:
    """Raises NotEntitled where the plans' rules say no."""
    if refusal is not None:
        raise NotEntitled(refusal.code, refusal.detail)


def check_acts_as_contact(user: User | None, terms: Terms) -> None:
    """Raises NotEntitled unless the person is an authorized contact with all its training (CP-8,
    CP-10).
    """
    refuse(entitlements.may_act_as_contact(facts_about(user), terms))


def promise_of(term: Term, terms: Terms, zone: str) -> Promise:
    """All that the term promises, to be frozen into a case (CP-2, CP-22, CP-25).

    `zone`: the calendar's IANA zone.
    """
    targets = terms.targets(term.plan)
    return Promise(
        plan=term.plan,
        terms_version=terms.version,
        targets={
            priority: Target(amount=target.amount, unit=target.unit, counts=target.counts)
            for priority, target in targets.items()
        },
        calendar=CalendarRef(
            calendar_id=terms.calendar_id, version=terms.calendar_version, zone=zone
        ),
        warn_at_fractions=terms.warn_at_fractions,
        when_raised=terms.when_raised,
        when_lowered=terms.when_lowered,
        when_due=terms.clock.when_due,
        at_due=terms.clock.at_due,
        when_warned=terms.clock.when_warned,
    )
