"""Renews a plan when a term ends and no notice was given in time (CP-3)."""

from collections.abc import Callable
from datetime import date
from functools import reduce

from careplans.terms_of_use import renewals
from events.catalogue.customer_events import TermBought
from intake.domain.customer import Customer, evolve

VersionOn = Callable[[date], str]
"""The version of the terms that is in force on a day: a new term is pinned to that of its first day
(CP-2).
"""


def renewals_due(customer: Customer, on: date, version_on: VersionOn) -> list[TermBought]:
    """Return the terms that began without being bought, up to that day, and are not recorded.

    They are in order; overdue fees stop none of them.
    """
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
