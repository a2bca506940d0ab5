"""Names who at the customer is available for a P1 at all hours, and how to reach them (CP-27)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import ReachNamed, ReachText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.customer import Customer, unknown_user, user_of
from intake.domain.errors import Conflicting
from intake.domain.who_sees_case import who_is_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom to call, as a person named them; without a name it is the user's.

    `contact_id`: the contact who says it; None: one of the vendor's people does.
    """

    phone: str
    user_id: str | None = None
    name: str | None = None
    contact_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReach:
    """Name them for a case of the customer."""

    reach: Reach
    customer: Customer
    now: datetime


def decide(command: NameReach, case: Case | None) -> list[ReachNamed]:
    """Name them. Raises Conflicting (`p1-only`), Unknown (`unknown-user`)."""
    case = ready_for("reach", case)
    if case.priority != "P1":
        raise Conflicting(
            "p1-only", "only for a P1 must the customer be within reach around the clock"
        )
    named = reach_named(
        command.reach, case.case_id, case.reporter_id, command.customer, command.now
    )
    return [] if named.personal == case.reach and named.user_id == case.reach_id else [named]


def reach_named(
    reach: Reach, case_id: str, reporter_id: str, customer: Customer, now: datetime
) -> ReachNamed:
    """Return the event. Raises Unknown (`unknown-user`) for an id of nobody of the customer's.

    For a contact it raises the same for an id of somebody whom it may not know of (CP-8). Whoever
    gives a number alone means the reporter, who is the default; a contact who may not know of the
    reporter means itself.
    """
    if reach.user_id and reach.contact_id is not None:
        _check_is_shown(customer, reach.contact_id, reach.user_id)
    user_id = reach.user_id or (None if reach.name else _default(reach, reporter_id, customer))
    user = user_of(customer, user_id) if user_id else None
    name = reach.name or (user.name if user else "")
    return ReachNamed(
        case_id=case_id,
        user_id=user_id,
        named_at=now,
        personal=ReachText(name=name, phone=reach.phone),
    )


def _default(reach: Reach, reporter_id: str, customer: Customer) -> str:
    # The answer gives the user's name.
    if reach.contact_id is None or _is_shown(customer, reach.contact_id, reporter_id):
        return reporter_id
    return reach.contact_id


def _check_is_shown(customer: Customer, contact_id: str, user_id: str) -> None:
    # The answer gives the user's name, so a contact could turn any id into one (CP-11).
    if not _is_shown(customer, contact_id, user_id):
        raise unknown_user()


def _is_shown(customer: Customer, contact_id: str, user_id: str) -> bool:
    return user_id in {user.user_id for user in who_is_shown(customer, contact_id)}
