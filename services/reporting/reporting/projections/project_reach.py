"""Says what each event tells of a customer's people, and of whom to reach about a P1 (CP-27)."""

from events.catalogue.case_events import ContactUnreachable, ReachNamed
from events.catalogue.customer_events import UserAdded, UserCorrected, UserRemoved
from events.event import Recorded
from reporting.domain.within_reach import Attempt, GoneUser, KnownUser, NamedReach, NobodyReached


def user_known(event: UserAdded | UserCorrected, recorded: Recorded) -> KnownUser:
    """Return the user as it is from now on."""
    return KnownUser(
        customer_id=event.customer_id,
        user_id=event.user_id,
        name=event.personal.name,
        email=event.personal.email,
        written_at=recorded.recorded_at,
    )


def user_gone(event: UserRemoved, _: Recorded) -> GoneUser:
    """Return which user is the customer's no more."""
    return GoneUser(customer_id=event.customer_id, user_id=event.user_id)


def reach_named(event: ReachNamed, recorded: Recorded) -> NamedReach:
    """Return whom to call from now on."""
    return NamedReach(
        case_id=event.case_id,
        user_id=event.user_id,
        written_by=recorded.meta.actor,
        written_at=recorded.recorded_at,
        name=event.personal.name,
        phone=event.personal.phone,
    )


def nobody_reached(event: ContactUnreachable, recorded: Recorded) -> NobodyReached:
    """Return that nobody was reached, and who was tried."""
    tried = event.personal.tried if event.personal else ()
    return NobodyReached(
        case_id=event.case_id,
        since=event.unreachable_at,
        recorded_by=event.recorded_by,
        written_at=recorded.recorded_at,
        reason=event.reason,
        tried=tuple(Attempt(who=it.who, how=it.how, at=it.at) for it in tried),
    )
