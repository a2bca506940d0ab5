"""Sells a term: a renewal, another plan, or the return after a plan had lapsed (CP-1 to CP-6)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from careplans.compare_terms import Loss, Offer, losses
from careplans.terms import Terms
from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    ExtraSeatsChanged,
    Reason,
    TermBought,
)
from events.catalogue.terms import Plan
from intake.domain.customer import Customer, Term, existing
from intake.domain.errors import Conflicting, Invalid, NotEntitled
from intake.domain.give_seats import (
    KEEP_PAID_SEATS,
    SeatsWanted,
    check_given_back,
    seats_given_up,
)

How = Literal["renewal", "change", "return"]
Bought = ExtraSeatsChanged | TermBought | ContactAuthorizationRevoked

MOST_RENEWALS: Final = 400
"""How often a term may have renewed by itself when it is bought: a weekly one for seven years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyTerm:
    """Buy a term `today`, under the `terms` in force; both of its days are included.

    `terms_of` finds the terms that another term of the customer's is pinned to. `accepts_losses`:
    names of what may be lost within a term. `buyer`: who records the purchase. `late_reason`: why a
    change is recorded only after the day on which it begins.
    """

    plan: Plan
    starts_on: date
    ends_on: date
    terms: Terms
    terms_of: Callable[[str], Terms]
    today: date
    buyer: str
    accepts_losses: Collection[str] = ()
    seats: SeatsWanted = field(default_factory=SeatsWanted)
    late_reason: str | None = None


class WorseWithinTheTerm(Conflicting):
    """The change takes away what the running term promised; `lost` is what nobody has accepted."""

    def __init__(self, ends_on: date, lost: tuple[Loss, ...]) -> None:
        super().__init__(
            "worse-within-the-term",
            f"not before the term has ended on {ends_on}, unless what is lost is named in "
            f"accepts_losses: {'; '.join(f'{loss.name} ({loss.text})' for loss in lost)}",
        )
        self.lost = lost


def decide(command: BuyTerm, customer: Customer | None) -> list[Bought]:
    """Pin the term to today's terms, unless the customer has that very term.

    Raises Conflicting if it leaves a gap or an overlap, WorseWithinTheTerm if it takes away what a
    term promised and nobody has accepted that (CP-2), NotEntitled if fees are due (CP-5, CP-6) or
    there are fewer seats than contacts, in it or in another term (CP-9), Invalid
    (`reason-required`) for a change that is recorded late without a reason.
    """
    customer = existing(customer)
    check_dates(command.starts_on, command.ends_on, command.today)
    # Before the fees: asking again for a term that the customer has buys nothing.
    if _has_term(command, customer):
        return []
    if customer.fees_overdue:
        raise NotEntitled("fees-overdue", "all fees due must be paid before a new term is bought")
    how, lost = _how(command, customer)
    leaving = seats_given_up(
        command.seats, customer, command.plan, command.terms, command.starts_on
    )
    _check_seats_elsewhere(command, customer, leaving)
    bought = TermBought(
        customer_id=customer.customer_id,
        plan=command.plan,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        terms_version=command.terms.version,
        how=how,
        accepted_losses=tuple(loss.name for loss in lost),
        gives_up_seats=leaving,
        personal=Reason(text=command.late_reason) if command.late_reason else None,
    )
    return [*_extra_seats(command, customer), bought, *_left(command, customer, leaving)]


def _has_term(command: BuyTerm, customer: Customer) -> bool:
    """Return whether the customer has the term: bought before, or renewed without buying (CP-3)."""
    term = customer.term_on(command.starts_on)
    wanted = (command.plan, command.starts_on, command.ends_on, command.terms.version)
    return (
        term is not None and (term.plan, term.starts_on, term.ends_on, term.terms_version) == wanted
    )


def check_dates(starts_on: date, ends_on: date, today: date) -> None:
    """Refuse a term of less than one day, or one so long ago that it renewed without end.

    Raises Invalid (`term-ends-before-it-starts`, `term-too-long-ago`).
    """
    if ends_on < starts_on:
        raise Invalid("term-ends-before-it-starts", "ends_on is before starts_on")
    days = (ends_on - starts_on).days + 1
    # Each renewal since then is recorded, and looked at by every read until then: a term of a day
    # in 1990 kept intake busy for seconds at every call.
    if (today - ends_on).days > MOST_RENEWALS * days:
        raise Invalid(
            "term-too-long-ago", f"it would have renewed more than {MOST_RENEWALS} times since"
        )


def _check_seats_elsewhere(command: BuyTerm, customer: Customer, leaving: Collection[str]) -> None:
    """Refuse to give back a paid seat on which somebody sits in another term (CP-9).

    Paid seats change today: in a term before the one that is bought, nobody leaves for it.
    """
    if command.seats.extra is None:
        return
    for term in customer.terms_from(command.today):
        day = max(term.starts_on, command.today)
        if command.starts_on <= day <= command.ends_on:
            continue
        gone = leaving if day > command.ends_on else ()
        taken = len(set(customer.contacts_from(day)) - set(gone))
        check_given_back(
            command.seats.extra,
            customer,
            taken,
            term,
            command.terms_of(term.terms_version),
            otherwise=KEEP_PAID_SEATS,
        )


def _extra_seats(command: BuyTerm, customer: Customer) -> list[Bought]:
    """Return the purchase of paid seats, which are there from today, not from the term's start."""
    extra = command.seats.extra
    if extra is None or extra == customer.extra_seats:
        return []
    return [
        ExtraSeatsChanged(
            customer_id=customer.customer_id, extra_seats=extra, changed_by=command.buyer
        )
    ]


def _left(command: BuyTerm, customer: Customer, leaving: Collection[str]) -> list[Bought]:
    """Return the ends of authorizations, at once; where the term is to begin, its day brings them.

    Until then the running term's seats are paid for (CP-2).
    """
    if command.starts_on > command.today:
        return []
    return [
        ContactAuthorizationRevoked(customer_id=customer.customer_id, user_id=user_id)
        for user_id in leaving
    ]


def _how(command: BuyTerm, customer: Customer) -> tuple[How, tuple[Loss, ...]]:
    """Return what kind of purchase it is, and what is lost by it and accepted."""
    last = customer.last_term
    next_day = last.ends_on + timedelta(days=1)
    # Lapsed since yesterday or earlier: on its last day a term still runs.
    if last.ends_on < command.today:
        _starts_where_the_old_ended(command, last, next_day)
        return "return", ()
    if command.starts_on == next_day:
        return ("renewal" if command.plan == last.plan else "change"), ()
    return "change", _change_within(command, customer, next_day)


def _starts_where_the_old_ended(command: BuyTerm, last: Term, next_day: date) -> None:
    """Refuse a gap, which must be paid for, too (CP-5).

    The old term's last day leaves none, nor does the day after it.
    """
    if command.starts_on not in (last.ends_on, next_day):
        raise Conflicting(
            "gap-must-be-paid", f"a plan that lapsed is taken up again from {last.ends_on} on"
        )


def _change_within(command: BuyTerm, customer: Customer, next_day: date) -> tuple[Loss, ...]:
    """Return what is lost and accepted by a change of the term that holds the first day.

    That may be the running term though the next one is bought already: the two stand apart.
    """
    changed = customer.term_on(command.starts_on)
    if changed is None:
        raise _not_contiguous(command, customer, next_day)
    # Cases of the days between were opened under the plan before: somebody answers for it.
    if command.starts_on < command.today and not command.late_reason:
        raise Invalid("reason-required", "a change that began before today needs a late_reason")
    _check_end(command, customer, changed)
    old = Offer(changed.plan, command.terms_of(changed.terms_version))
    # By what is promised, not by price: a dearer plan may answer later (CP-2, CP-22).
    lost = losses(old, Offer(command.plan, command.terms))
    refused = tuple(loss for loss in lost if loss.name not in command.accepts_losses)
    if refused:
        raise WorseWithinTheTerm(changed.ends_on, refused)
    return lost


def _check_end(command: BuyTerm, customer: Customer, changed: Term) -> None:
    # The days up to its end are paid for: another plan may lengthen a term, never shorten it.
    if command.ends_on < changed.ends_on:
        raise Conflicting(
            "term-not-shortened", f"the term that was bought ends on {changed.ends_on}"
        )
    if changed.ends_on < command.ends_on and changed is not customer.last_term:
        raise Conflicting(
            "term-not-contiguous",
            f"the term after it is bought already: a change of this one ends on {changed.ends_on}",
        )


def _not_contiguous(command: BuyTerm, customer: Customer, next_day: date) -> Conflicting:
    running = customer.term_on(command.today)
    change = (
        f"; a change of the running term starts between {command.today} and {running.ends_on}"
        if running
        else ""
    )
    return Conflicting(
        "term-not-contiguous",
        f"a term leaves no day without a plan: a further one starts on {next_day}, "
        f"the day after the last that was bought{change}",
    )
