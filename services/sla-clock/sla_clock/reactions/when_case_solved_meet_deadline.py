"""When a case is solved, or worked around, before anybody answered it, that is the answer: a person told the customer (CP-28)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseResolved, WorkaroundProvided
from events.event import Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.meet_deadline import MeetDeadline, meet_deadline
from sla_clock.reactions.case_facts import fact


def when_workaround_provided(
    record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Take the workaround's text for the answer, where there was none before."""
    at = fact(record, WorkaroundProvided).provided_at
    return meet_deadline(MeetDeadline(answered_at=at, recorded_at=record.recorded_at), deadline)


def when_case_resolved(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Take the solution's text for the answer, where there was none before."""
    at = fact(record, CaseResolved).resolved_at
    return meet_deadline(MeetDeadline(answered_at=at, recorded_at=record.recorded_at), deadline)
