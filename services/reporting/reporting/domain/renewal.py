"""Says when a customer's term ends and until when a notice would stop its renewal (CP-3)."""

from datetime import date

from careplans.errors import UnknownTerms
from careplans.terms import PlanTerms, Terms, TermsCatalogue
from careplans.terms_of_use import last_day_of_notice, renewals
from reporting.domain.account import Renewal, Seats
from reporting.domain.customer_row import CustomerRow
from reporting.domain.plan_terms import BoughtTerm


def renewal_of(customer: CustomerRow, today: date, terms: TermsCatalogue) -> Renewal | None:
    """Return the term of today, renewed by its dates whether that is recorded or not (CP-3).

    None for a customer that has bought no term.
    """
    starts_on, ends_on = customer.term_starts_on, customer.term_ends_on
    if starts_on is None or ends_on is None:
        return None
    version = customer.terms_version
    if customer.notice_given_on is None:
        # The whole length renews, also after a change of plan within the term.
        renewed = renewals(customer.term_began_on or starts_on, ends_on, today)
        if renewed:
            (starts_on, ends_on), version = renewed[-1], terms_on(terms, renewed[-1][0]).version
    return Renewal(
        ends_on=ends_on,
        last_day_of_notice=last_day_of_notice(ends_on, kept_terms(terms, version)),
        notice_given_on=customer.notice_given_on,
        in_force=today <= ends_on,
    )


def seats_of(customer: CustomerRow, plan: PlanTerms | None, taken: int) -> Seats:
    """Return the customer's seats; without a plan it has none but those that it pays for (CP-9)."""
    return Seats(included=plan.seats if plan else 0, extra=customer.extra_seats, taken=taken)


def terms_of_plan(bought: BoughtTerm | None, terms: TermsCatalogue) -> PlanTerms | None:
    """Return what a term's plan gives; None without a term (CP-4)."""
    return kept_terms(terms, bought.terms_version).plan(bought.plan) if bought else None


def kept_terms(terms: TermsCatalogue, version: str | None) -> Terms:
    """Return the terms of that version; of terms that are not kept here, the newest."""
    try:
        return terms.version(version or "")
    except UnknownTerms:
        return terms.versions[-1]


def terms_on(terms: TermsCatalogue, day: date) -> Terms:
    """Return the terms that a term beginning on that day is pinned to (CP-2)."""
    return terms.in_force(max(day, terms.versions[0].in_force_from))
