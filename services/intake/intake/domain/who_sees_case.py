"""Which of a customer's people may know of a case: their own, their team's, or all of them (CP-8)."""

from collections.abc import Sequence
from dataclasses import replace

from intake.domain.case import Case
from intake.domain.customer import Customer, User


def sees_every_case(customer: Customer, user_id: str) -> bool:
    """Whether the user sees all cases of its customer: it is named as an authorized contact (CP-8).

    Reading takes no training: CP-10 keeps who is not trained from acting, which is asked apart.
    """
    user = customer.users.get(user_id)
    return user is not None and user.authorized


def sees_case(case: Case, customer: Customer, user_id: str) -> bool:
    """Whether the user may know of the case: it logged it, is on its team, or sees every case."""
    if case.customer_id != customer.customer_id or user_id not in customer.users:
        return False
    is_theirs = case.reporter_id == user_id or user_id in case.team_contacts
    return is_theirs or sees_every_case(customer, user_id)


def as_shown_to(user_id: str, customer: Customer, case: Case) -> Case:
    """The case as a user of the customer may know it: of its twins, which may be others', only who
    sees every case (CP-8).
    """
    return case if sees_every_case(customer, user_id) else replace(case, likely_twins=frozenset())


def who_is_shown(customer: Customer, user_id: str | None) -> Sequence[User]:
    """Whom of its colleagues a user is told of: itself, and an authorized contact the other ones
    (CP-8).

    Nobody is told of everybody: among a customer's users is its system administrator, whom support
    never names (CP-11).
    """
    asker = customer.users.get(user_id or "")
    if asker is None:
        return ()
    others = customer.authorized_contacts if asker.authorized else ()
    return (asker, *(user for user in others if user.user_id != asker.user_id))
