"""While nobody at the customer can be reached about its P1, the vendor is excused (CP-27)."""

from collections.abc import Sequence

from events.catalogue.case_events import ContactReachable, ContactUnreachable
from events.sealing.stand_ins import is_unread
from sla_clock.domain import pause_deadline, resume_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline


def when_contact_unreachable(
    event: ContactUnreachable, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Excuse from `unreachable_at` on, with who recorded it and why."""
    # What could not be opened now would stand in the clock's own log for good.
    reason = "" if is_unread(event.reason) else event.reason
    command = PauseDeadline(
        kind="excused", at=event.unreachable_at, reason=reason, recorded_by=event.recorded_by
    )
    return pause_deadline.decide(command, deadline)


def when_contact_reachable(
    event: ContactReachable, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Resume from `reachable_at` on."""
    at = event.reachable_at
    return resume_deadline.decide(ResumeDeadline(kind="excused", at=at), deadline)
