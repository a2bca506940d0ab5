"""When a case is opened, the clock of its first response starts (CP-22)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseOpened
from events.event import Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.set_deadline import SetDeadline, set_deadline
from sla_clock.reactions.case_facts import fact


def when_case_opened(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Start the clock at `opened_at`, under the promise that the case was opened with."""
    opened = fact(record, CaseOpened)
    command = SetDeadline(
        case_id=opened.case_id,
        customer_id=opened.customer_id,
        number=opened.number,
        goal="first_response",
        priority=opened.priority,
        promise=opened.promise,
        started_at=opened.opened_at,
    )
    return set_deadline(command, deadline)
