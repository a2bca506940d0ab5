"""Sells a term: a renewal, another plan, or the return after a plan had lapsed (CP-1 to CP-6)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from careplans.terms import Terms
from careplans.terms_of_use import may_take_up
from events.catalogue.customer_events import TermBought
from events.catalogue.terms import Plan
from intake.domain.customer import Customer, Term, existing
from intake.domain.errors import Conflicting, Invalid, NotEntitled

How = Literal["renewal", "change", "return"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyTerm:
    """Buy a term `today`, under the `terms` in force; both of its days are included.

    `pinned` are the terms of the customer's last term.
    """

    plan: Plan
    starts_on: date
    ends_on: date
    terms: Terms
    pinned: Terms
    today: date


def decide(command: BuyTerm, customer: Customer | None) -> list[TermBought]:
    """Pin the term to today's terms, unless the customer has that very term.

    Raises Conflicting if it leaves a gap or an overlap or takes a cheaper plan within a term
    (CP-2), NotEntitled (`fees-overdue`) if fees are due (CP-5, CP-6).
    """
    customer = existing(customer)
    check_dates(command.starts_on, command.ends_on)
    # Before the fees: asking again for a term that the customer has buys nothing.
    if _has_term(command, customer):
        return []
    if customer.fees_overdue:
        raise NotEntitled("fees-overdue", "all fees due must be paid before a new term is bought")
    return [
        TermBought(
            customer_id=customer.customer_id,
            plan=command.plan,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            terms_version=command.terms.version,
            how=_how(command, customer.terms[-1]),
        )
    ]


def _has_term(command: BuyTerm, customer: Customer) -> bool:
    """Return whether the customer has the term: bought before, or renewed without buying (CP-3)."""
    term = customer.term_on(command.starts_on)
    wanted = (command.plan, command.starts_on, command.ends_on, command.terms.version)
    return (
        term is not None and (term.plan, term.starts_on, term.ends_on, term.terms_version) == wanted
    )


def check_dates(starts_on: date, ends_on: date) -> None:
    """Refuse a term of less than one day. Raises Invalid (`term-ends-before-it-starts`)."""
    if ends_on < starts_on:
        raise Invalid("term-ends-before-it-starts", "ends_on is before starts_on")


def _how(command: BuyTerm, last: Term) -> How:
    next_day = last.ends_on + timedelta(days=1)
    # Lapsed since yesterday or earlier: on its last day a term still runs.
    if last.ends_on < command.today:
        _starts_where_the_old_ended(command, last, next_day)
        return "return"
    if command.starts_on == next_day:
        return "renewal" if command.plan == last.plan else "change"
    return _change_within(command, last)


def _starts_where_the_old_ended(command: BuyTerm, last: Term, next_day: date) -> None:
    """Refuse a gap, which must be paid for, too (CP-5).

    The old term's last day leaves none, nor does the day after it.
    """
    if command.starts_on not in (last.ends_on, next_day):
        raise Conflicting(
            "gap-must-be-paid", f"a plan that lapsed is taken up again from {last.ends_on} on"
        )


def _change_within(command: BuyTerm, last: Term) -> How:
    if not last.covers(command.starts_on):
        raise Conflicting(
            "term-not-contiguous", f"the next term starts on {last.ends_on + timedelta(days=1)}"
        )
    # The days up to its end are paid for: another plan may lengthen a term, never shorten it.
    if command.ends_on < last.ends_on:
        raise Conflicting("term-not-shortened", f"the term that was bought ends on {last.ends_on}")
    if against := _against(command, last):
        raise Conflicting(
            "worse-within-the-term", f"not before the term has ended on {last.ends_on}: {against}"
        )
    return "change"


def _against(command: BuyTerm, last: Term) -> str:
    """Return what the customer would lose within the term it paid for (CP-2), as text."""
    if command.plan == last.plan:
        return "; ".join(may_take_up(command.plan, command.pinned, command.terms, new_term=False))
    # Plans of the same price may be exchanged: nothing that was paid for is lost (CP-2).
    cheaper = command.terms.plan(command.plan).price_rank < command.terms.plan(last.plan).price_rank
    return "this plan gives less" if cheaper else ""
