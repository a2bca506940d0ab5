"""Renews a plan when a term ends and no notice was given in time (CP-3)."""

from collections.abc import Callable
from datetime import date
from functools import reduce

from careplans.terms_of_use import renewals
from events.catalogue.customer_events import ContactAuthorizationRevoked, TermBought
from intake.domain.customer import Customer, evolve

VersionOn = Callable[[date], str]
"""The version of the terms that is in force on a day: a new term is pinned to that of its first day
(CP-2).
"""


Due = ContactAuthorizationRevoked | TermBought
"""What the calendar alone brings about."""


def renewals_due(customer: Customer, on: date, version_on: VersionOn) -> list[Due]:
    """Return what came about by that day without anybody's doing, and is not recorded.

    These are the seats that a term bought ahead gives up (CP-9), and the terms that began without
    being bought, in order; overdue fees stop none of them.
    """
    return [*_seats_given_up(customer, on), *_terms_begun(customer, on, version_on)]


def _seats_given_up(customer: Customer, on: date) -> list[Due]:
    return [
        ContactAuthorizationRevoked(customer_id=customer.customer_id, user_id=user_id)
        for user_id, day in customer.leaving.items()
        if day <= on
    ]


def _terms_begun(customer: Customer, on: date, version_on: VersionOn) -> list[Due]:
    if customer.notice_given_on is not None:
        return []
    # By the end, not by the order of buying: a term bought ahead is the one that renews.
    last = customer.last_term
    return [
        TermBought(
            customer_id=customer.customer_id,
            plan=last.plan,
            starts_on=starts_on,
            ends_on=ends_on,
            terms_version=version_on(starts_on),
            how="renewal",
        )
        # The whole length renews, also after a change of plan within the term (CP-3).
        for starts_on, ends_on in renewals(last.began_on, last.ends_on, on)
    ]


def renewed(customer: Customer, on: date, version_on: VersionOn) -> Customer:
    """Return the customer as it is on that day, whether or not its renewals are recorded."""
    return reduce(evolve, renewals_due(customer, on, version_on), customer)
