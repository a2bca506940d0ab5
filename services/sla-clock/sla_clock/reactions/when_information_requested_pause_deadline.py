"""While a case waits for the customer, its clock stands."""

from collections.abc import Sequence

from events.catalogue.case_events import InformationProvided, InformationRequested
from sla_clock.domain import pause_deadline, resume_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.ledger import WAITING
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline


def when_information_requested(
    event: InformationRequested, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Pause from `requested_at` on."""
    at = event.requested_at
    return pause_deadline.decide(PauseDeadline(kind="paused", at=at, reason=WAITING), deadline)


def when_information_provided(
    event: InformationProvided, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Resume from `provided_at` on."""
    at = event.provided_at
    return resume_deadline.decide(ResumeDeadline(kind="paused", at=at), deadline)
