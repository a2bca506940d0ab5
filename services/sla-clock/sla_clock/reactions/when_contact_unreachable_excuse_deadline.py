"""While nobody at the customer can be reached about its P1, the vendor is excused (CP-27)."""

from collections.abc import Sequence

from events.catalogue.case_events import ContactReachable, ContactUnreachable
from events.event import Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.pause_deadline import PauseDeadline, pause_deadline
from sla_clock.domain.resume_deadline import ResumeDeadline, resume_deadline
from sla_clock.reactions.case_facts import fact


def when_contact_unreachable(
    record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Excuse from `unreachable_at` on, with who recorded it and why."""
    noted = fact(record, ContactUnreachable)
    command = PauseDeadline(
        kind="excused", at=noted.unreachable_at, reason=noted.reason, recorded_by=noted.recorded_by
    )
    return pause_deadline(command, deadline)


def when_contact_reachable(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Resume from `reachable_at` on."""
    at = fact(record, ContactReachable).reachable_at
    return resume_deadline(ResumeDeadline(kind="excused", at=at), deadline)
