"""When a case waits for the customer, its clock stands; when it no longer does, the clock runs again."""

from collections.abc import Sequence

from events.catalogue.case_events import InformationProvided, InformationRequested
from events.event import Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.pause_deadline import PauseDeadline, pause_deadline
from sla_clock.domain.resume_deadline import ResumeDeadline, resume_deadline
from sla_clock.reactions.case_facts import fact

WAITING = "waiting for the customer"


def when_information_requested(
    record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Pause from `requested_at` on."""
    at = fact(record, InformationRequested).requested_at
    return pause_deadline(PauseDeadline(kind="paused", at=at, reason=WAITING), deadline)


def when_information_provided(
    record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Resume from `provided_at` on."""
    at = fact(record, InformationProvided).provided_at
    return resume_deadline(ResumeDeadline(kind="paused", at=at), deadline)
