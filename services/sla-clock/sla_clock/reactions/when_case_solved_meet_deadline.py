"""A solution or workaround is itself the first answer, if there was none before.

Either way a person told the customer (CP-28).
"""

from collections.abc import Sequence

from events.catalogue.case_events import CaseResolved, WorkaroundProvided
from events.event import Recorded
from sla_clock.domain import meet_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.meet_deadline import MeetDeadline


def when_workaround_provided(
    event: WorkaroundProvided, record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Take the workaround as the answer if there was none before."""
    at = event.provided_at
    return meet_deadline.decide(
        MeetDeadline(answered_at=at, recorded_at=record.recorded_at), deadline
    )


def when_case_resolved(
    event: CaseResolved, record: Recorded, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Take the solution as the answer if there was none before."""
    at = event.resolved_at
    return meet_deadline.decide(
        MeetDeadline(answered_at=at, recorded_at=record.recorded_at), deadline
    )
