"""When the priority changes before the first response, the deadline moves (CP-27a)."""

from collections.abc import Sequence

from events.catalogue.case_events import CasePriorityChanged
from events.event import Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.move_deadline import MoveDeadline, move_deadline
from sla_clock.reactions.case_facts import fact


def when_priority_changed(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Move it by the rules of the promise."""
    change = fact(record, CasePriorityChanged)
    return move_deadline(MoveDeadline(priority=change.new, at=change.changed_at), deadline)
