"""When a person answers, the deadline is met, or answered late (CP-28)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseResponded
from events.event import Recorded
from events.sealing.stand_ins import is_unread
from sla_clock.domain import meet_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.meet_deadline import MeetDeadline


def when_case_responded(
    event: CaseResponded, record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Judge the answer by when it was recorded.

    A past `responded_at` is kept and shown, and wins nothing.
    """
    command = MeetDeadline(
        answered_at=event.responded_at,
        recorded_at=record.recorded_at,
        # What could not be opened now would stand in the clock's own log for good.
        late_reason=None if is_unread(event.late_reason) else event.late_reason,
        # The event's own id: a record that is read twice makes one claim.
        claim_id=str(record.event_id),
        claimed_by=event.responder_id,
        recorded_by=record.meta.actor,
    )
    return meet_deadline.decide(command, deadline)
