"""When a person answers, the deadline is met, or answered late (CP-28)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseResponded
from events.event import Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.meet_deadline import MeetDeadline, meet_deadline
from sla_clock.reactions.case_facts import fact


def when_case_responded(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Judge the answer by when it was recorded; a past `responded_at` is kept and shown, and wins nothing."""
    answer = fact(record, CaseResponded)
    command = MeetDeadline(
        answered_at=answer.responded_at,
        recorded_at=record.recorded_at,
        late_reason=answer.late_reason,
        claim_id=str(record.event_id),
        claimed_by=answer.responder_id,
        recorded_by=record.meta.actor,
    )
    return meet_deadline(command, deadline)
