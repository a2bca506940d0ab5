"""Settles who keeps a seat as authorized contact when a term with fewer seats is bought (CP-9)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from careplans.entitlements import extra_seats_allowed, may_buy_extra_seats
from careplans.terms import Terms
from events.catalogue.terms import Plan
from intake.domain.customer import Customer, Term
from intake.domain.errors import Invalid, NotEntitled

KEEP_PAID_SEATS: Final = ", or leave extra_seats out to keep the paid seats that there are"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsWanted:
    """What a purchase says of the seats.

    `keep`: the contacts who keep theirs; None: all. `extra`: the paid seats from now on; None: as
    before.
    """

    keep: Collection[str] | None = None
    extra: int | None = None


def check_extra_seats(extra: int, plan: Plan, terms: Terms) -> None:
    """Refuse more paid seats than the plan has. Raises Invalid (`too-many-extra-seats`)."""
    if not may_buy_extra_seats(plan, extra, terms):
        raise Invalid("too-many-extra-seats", extra_seats_allowed(plan, terms))


def check_given_back(
    extra: int,
    customer: Customer,
    taken: int,
    term: Term,
    terms: Terms,
    *,
    otherwise: str = "",
) -> None:
    """Refuse to take back a seat that somebody sits on, now or in a term bought ahead.

    `taken`: how many contacts have a seat in that term. `otherwise`: what helps, too, beside fewer
    contacts. Raises NotEntitled (`seats-taken`).
    """
    included = terms.plan(term.plan).seats
    # More contacts than seats may stand from before: buying one for them is no giving back.
    if extra < customer.extra_seats and included is not None and taken > included + extra:
        raise NotEntitled(
            "seats-taken",
            f"{taken} seats are taken from {term.starts_on} on, and {included + extra} would be "
            f"left: revoke an authorization first{otherwise}",
        )


def seats_given_up(
    wanted: SeatsWanted, customer: Customer, plan: Plan, terms: Terms, starts_on: date
) -> tuple[str, ...]:
    """Return the contacts who lose their seat when the plan's term begins.

    Raises NotEntitled (`seats-taken`) where more would stay than there are seats, Invalid for more
    paid seats than the plan has, and for somebody who has none to keep.
    """
    if wanted.extra is not None and wanted.extra != customer.extra_seats:
        check_extra_seats(wanted.extra, plan, terms)
    # As of the day before: what was settled for this very day, this purchase settles anew.
    named = customer.contacts_from(starts_on - timedelta(days=1))
    _check_keep(wanted, named)
    staying = [user_id for user_id in named if wanted.keep is None or user_id in wanted.keep]
    as_before = _seats(replace(wanted, extra=None), customer, plan, terms)
    _check_room(len(staying), _seats(wanted, customer, plan, terms), as_before, plan, terms)
    return tuple(user_id for user_id in named if user_id not in staying)


def _check_keep(wanted: SeatsWanted, named: Collection[str]) -> None:
    strangers = sorted(set(wanted.keep or ()) - set(named))
    if strangers:
        raise Invalid("no-seat-to-keep", f"not an authorized contact then: {', '.join(strangers)}")


def _check_room(
    staying: int, seats: int | None, as_before: int | None, plan: Plan, terms: Terms
) -> None:
    """`as_before`: the seats that there are where the purchase says nothing of paid ones."""
    if seats is not None and staying > seats:
        enough = as_before is not None and staying <= as_before
        remedy = KEEP_PAID_SEATS if enough else ", or buy extra_seats"
        raise NotEntitled(
            "seats-taken",
            f"{staying} authorized contacts would share {seats} seats: name in keeps_seats who "
            f"keeps one{remedy}; {extra_seats_allowed(plan, terms)}",
        )


def _seats(wanted: SeatsWanted, customer: Customer, plan: Plan, terms: Terms) -> int | None:
    included = terms.plan(plan).seats
    if included is None:
        return None
    if wanted.extra is not None:
        return included + wanted.extra
    most = terms.plan(plan).most_extra_seats
    # What another plan allowed is not this plan's to give (CP-9); paid seats of the same plan stay.
    same = customer.last_term.plan == plan
    held = customer.extra_seats
    return included + (held if same or most is None else min(held, most))
