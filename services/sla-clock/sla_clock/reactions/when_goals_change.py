"""When something happens to a case, the clocks of its further goals start, stop or stand."""

from collections.abc import Mapping

from msgspec.structs import replace

from events.catalogue.case_events import CaseOpened
from events.event import Recorded
from sla_clock.domain import follow_goal
from sla_clock.domain.deadline import stream_of
from sla_clock.domain.follow_goal import FollowGoal
from sla_clock.domain.goal_need import GoalEvent, GoalNeed, goal_need_after
from sla_clock.projections.tracked_deadline import Tracked, follow


def follow_goals_of(
    first: Tracked, known: Mapping[str, Tracked], record: Recorded
) -> dict[str, Tracked]:
    """Return the case's deadlines after the record, by stream: its first response, which keeps what
    its further goals need, and those of `known` that changed. Empty where it has no such goals.
    """
    event, need = record.data, _need(first, record)
    if need is None or not isinstance(event, CaseOpened | GoalEvent):
        return {}
    after = {first.deadline.stream: replace(first, goal_need=need)}
    for goal in first.deadline.promise.goals:
        command = FollowGoal(
            goal=goal, case=first.deadline, event=event, need=need, at=record.recorded_at
        )
        tracked = known.get(stream_of(first.deadline.case_id, goal.goal))
        events = follow_goal.decide(command, tracked.deadline if tracked else None)
        if events and (followed := follow(tracked, record, events)):
            after[followed.deadline.stream] = followed
    return after


def _need(first: Tracked, record: Recorded) -> GoalNeed | None:
    event = record.data
    # An import does not bring every word that was said, so nothing is judged by what it lacks.
    if isinstance(event, CaseOpened) and event.promise.goals and not record.meta.imported:
        return GoalNeed(priority=event.priority, opened_at=event.opened_at)
    if first.goal_need is not None and isinstance(event, GoalEvent):
        return goal_need_after(first.goal_need, event, record.recorded_at)
    return first.goal_need
