"""When a case is opened, the clock of its first response starts (CP-22)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseOpened
from sla_clock.domain import set_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.set_deadline import SetDeadline


def when_case_opened(event: CaseOpened, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Start the clock at `opened_at`, under the promise that the case was opened with."""
    command = SetDeadline(
        case_id=event.case_id,
        customer_id=event.customer_id,
        number=event.number,
        goal="first_response",
        priority=event.priority,
        promise=event.promise,
        started_at=event.opened_at,
    )
    return set_deadline.decide(command, deadline)
