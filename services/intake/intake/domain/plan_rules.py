"""Applies the plans' rules to a customer and a person, from intake's own state."""

from datetime import date
from typing import TypeAlias

from careplans import entitlements
from careplans.entitlements import CustomerFacts, Refusal, ReporterFacts
from careplans.terms import Terms
from intake.domain.customer import Customer, User
from intake.domain.errors import NotEntitled

EntitlementStatus: TypeAlias = entitlements.EntitlementStatus


def facts_of(customer: Customer, day: date) -> CustomerFacts:
    """Return what entitlement depends on, as of that day (CP-4, CP-6)."""
    term = customer.term_on(day)
    return CustomerFacts(
        plan=term.plan if term else None,
        starts_on=term.starts_on if term else None,
        ends_on=term.ends_on if term else None,
        fees_overdue=customer.fees_overdue,
        begins_on=customer.begins_on(day),
    )


def entitlement_status(customer: Customer, day: date) -> EntitlementStatus:
    """Return whether the customer may have support on that day (CP-4, CP-6)."""
    return entitlements.entitlement_status(facts_of(customer, day), day)


def no_access(customer: Customer, day: date) -> Refusal | None:
    """Return why the customer has no access to support on that day, if it has none (CP-4, CP-6)."""
    facts = facts_of(customer, day)
    return entitlements.refusal_of(entitlements.entitlement_status(facts, day), facts.begins_on)


def facts_about(user: User | None) -> ReporterFacts:
    """Return what counts about a person (CP-8, CP-10)."""
    if user is None:
        return ReporterFacts(named_as_contact=False)
    return ReporterFacts(named_as_contact=user.authorized, courses=frozenset(user.trainings))


def refuse(refusal: Refusal | None) -> None:
    """Raise NotEntitled if the plans' rules refuse."""
    if refusal is not None:
        raise NotEntitled(refusal.code, refusal.detail)


def check_acts_as_contact(user: User | None, terms: Terms) -> None:
    """Raise NotEntitled unless the person is a trained authorized contact (CP-8, CP-10)."""
    refuse(entitlements.may_act_as_contact(facts_about(user), terms))
