"""When the priority changes before the first response, the deadline moves (CP-27a)."""

from collections.abc import Sequence

from events.catalogue.case_events import CasePriorityChanged
from sla_clock.domain import move_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.move_deadline import MoveDeadline


def when_priority_changed(
    event: CasePriorityChanged, deadline: Deadline | None
) -> Sequence[DeadlineEvent]:
    """Move it by the rules of the promise."""
    return move_deadline.decide(MoveDeadline(priority=event.new, at=event.changed_at), deadline)
