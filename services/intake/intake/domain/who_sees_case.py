"""Says which of a customer's people may know of a case (CP-8)."""

from collections.abc import Sequence
from dataclasses import replace

from intake.domain.case import Case
from intake.domain.customer import Customer, User


def sees_every_case(customer: Customer, user_id: str) -> bool:
    """Return whether the user sees all cases of its customer, as an authorized contact (CP-8).

    Reading takes no training: CP-10 is about acting, and checked there.
    """
    user = customer.users.get(user_id)
    return user is not None and user.authorized


def sees_case(case: Case, customer: Customer, user_id: str) -> bool:
    """Return whether the user may know of the case: logged it, is on its team, or sees all."""
    # Also for the reporter: an id that is no user of this customer sees nothing.
    if case.customer_id != customer.customer_id or user_id not in customer.users:
        return False
    is_theirs = case.reporter_id == user_id or user_id in case.team_contacts
    return is_theirs or sees_every_case(customer, user_id)


def as_shown_to(user_id: str, customer: Customer, case: Case) -> Case:
    """Return the case as the user may know it.

    Only a user who sees every case reads its twins, which may be others' cases (CP-8).
    """
    return (
        case
        if sees_every_case(customer, user_id)
        else replace(case, likely_twins=frozenset(), twin_reasons={})
    )


def who_is_shown(customer: Customer, user_id: str | None) -> Sequence[User]:
    """Return the people whom a user may know of: itself, and an authorized contact the others
    (CP-8).

    Nobody reads all of them: one may be the system administrator, whom support never names (CP-11).
    """
    asker = customer.users.get(user_id or "")
    if asker is None:
        return ()
    others = customer.authorized_contacts if asker.authorized else ()
    return (asker, *(user for user in others if user.user_id != asker.user_id))
