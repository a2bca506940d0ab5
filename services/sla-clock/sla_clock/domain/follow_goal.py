"""Starts, moves and ends a further goal as its terms say: one machinery for all of them.

Every word and help counts from when it was recorded, whatever is said of when it was given: a late
record gains a vendor nothing (CP-27c).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import (
    CaseClosed,
    CaseExcluded,
    CaseIncluded,
    CaseOpened,
    CasePriorityChanged,
    CaseResolved,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    WorkaroundProvided,
)
from events.catalogue.terms import GoalPromise
from events.sealing.stand_ins import is_unread
from sla_clock.domain import (
    cancel_deadline,
    meet_deadline,
    move_deadline,
    pause_deadline,
    reinstate_deadline,
    resume_deadline,
)
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent, evolve
from sla_clock.domain.goal_need import GoalEvent, GoalNeed, is_public_word
from sla_clock.domain.ledger import WAITING, Kind
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.reinstate_deadline import ReinstateDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.set_deadline import SetDeadline, promise_of_next, started


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowGoal:
    """`event` was recorded at `at`, after which the case needs `need`.

    `case` is its first response, which knows its number, customer and promise.
    """

    goal: GoalPromise
    case: Deadline
    event: CaseOpened | GoalEvent
    need: GoalNeed
    at: datetime

    @property
    def begun_at(self) -> datetime | None:
        """Return when the stretch began that the goal is in now, if the customer waits for it."""
        return self.need.began_at(self.goal) if self.need.wants(self.goal) else None

    @property
    def happened_at(self) -> datetime:
        """Return the instant of a change of the clock, as the first response takes it."""
        match self.event:
            case CaseOpened():
                return self.event.opened_at
            case CasePriorityChanged():
                return self.event.changed_at
            case InformationProvided():
                return self.event.provided_at
            case ContactReachable():
                return self.event.reachable_at
            case CaseExcluded():
                return self.event.excluded_at
            case CaseIncluded():
                return self.event.included_at
            case CaseClosed():
                return self.event.closed_at
            case _:
                return self.at


Step = Callable[[FollowGoal, Deadline | None], Sequence[DeadlineEvent]]


def decide(command: FollowGoal, deadline: Deadline | None) -> list[DeadlineEvent]:
    """Return what the event means for the goal, in order.

    It may end a stretch, take up one that was dropped, move it, begin the next one, and let the
    clock stand or run.
    """
    events: list[DeadlineEvent] = []
    for step in (_end, _take_up, _move, _begin, _stand):
        for event in step(command, deadline):
            deadline = evolve(deadline, event)
            events.append(event)
    return events


def _end(command: FollowGoal, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Meet the goal with what stops it; drop it where the customer waits for it no more."""
    if deadline is None:
        return []
    if _stops(command, deadline):
        met = MeetDeadline(answered_at=command.at, recorded_at=command.at)
        return meet_deadline.decide(met, deadline)
    at = command.happened_at
    match command.event:
        case CaseExcluded():
            ended = CancelDeadline(at=at, reason="case-excluded", exclusion=command.event.code)
        case CaseClosed():
            ended = CancelDeadline(at=at, reason="case-closed")
        case CaseResolved():
            ended = CancelDeadline(at=at, reason="case-resolved")
        case CasePriorityChanged() if command.need.priority not in command.goal.targets:
            return _lowered(deadline, at)
        case _:
            return []
    return cancel_deadline.decide(ended, deadline)


def _stops(command: FollowGoal, deadline: Deadline) -> bool:
    event, stops = command.event, command.goal.stops
    if isinstance(event, CaseOpened):
        return False
    if "public-update" in stops and is_public_word(event):
        # A word in two events, such as an answer with a question, is one: the stretch that the
        # first of them began is not over with the second.
        return deadline.started_at < command.at or command.need.over is not None
    if isinstance(event, WorkaroundProvided):
        return "workaround" in stops
    return isinstance(event, CaseResolved) and "resolution" in stops


def _lowered(deadline: Deadline, at: datetime) -> Sequence[DeadlineEvent]:
    # The excuse ends with the P1 (CP-27a), and before the promise does.
    excused = resume_deadline.decide(ResumeDeadline(kind="excused", at=at), deadline)
    lowered = CancelDeadline(at=at, reason="priority-lowered")
    return [*excused, *cancel_deadline.decide(lowered, deadline)]


def _take_up(command: FollowGoal, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Let a dropped stretch hold again, as if it had never been dropped (CP-18, CP-27a)."""
    if deadline is None or not _is_current(command, deadline):
        return []
    return reinstate_deadline.decide(ReinstateDeadline(at=command.happened_at), deadline)


def _move(command: FollowGoal, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Let the due time follow the priority (CP-27a)."""
    if not isinstance(command.event, CasePriorityChanged) or command.begun_at is None:
        return []
    to = MoveDeadline(priority=command.need.priority, at=command.happened_at)
    return move_deadline.decide(to, deadline)


def _begin(command: FollowGoal, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Start the next stretch, unless it is there already."""
    begun_at, case = command.begun_at, command.case
    if begun_at is None or (deadline and _is_current(command, deadline)):
        return []
    # What was said while the case stood excluded counts from then, as if it never had (CP-18).
    late = isinstance(command.event, CaseIncluded)
    start = SetDeadline(
        case_id=case.case_id,
        customer_id=case.customer_id,
        number=case.number,
        goal=command.goal.goal,
        priority=command.need.priority,
        promise=promise_of_next(case, deadline),
        started_at=begun_at if late else max(begun_at, command.happened_at),
    )
    return [started(start, command.goal.targets[command.need.priority])]


def _is_current(command: FollowGoal, deadline: Deadline) -> bool:
    begun_at = command.begun_at
    return begun_at is not None and deadline.started_at >= begun_at


def _stand(command: FollowGoal, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Let the clock stand for what the goal's terms name, and run when that is over (CP-27)."""
    goal, need = command.goal, command.need
    waits = need.waits_since if "waiting-for-customer" in goal.pauses else None
    alone = need.unreachable_since if "contact-unreachable" in goal.excuses else None
    why = command.event.reason if isinstance(command.event, ContactUnreachable) else ""
    # What could not be opened now would stand in the clock's own log for good.
    reason = "" if is_unread(why) else why
    return [
        *_stand_for("paused", waits, command, deadline, reason=WAITING),
        *_stand_for("excused", alone, command, deadline, reason=reason, by=need.unreachable_by),
    ]


def _stand_for(  # why it stands has many parts
    kind: Kind,
    since: datetime | None,
    command: FollowGoal,
    deadline: Deadline | None,
    *,
    reason: str,
    by: str | None = None,
) -> Sequence[DeadlineEvent]:
    if since is None:
        return resume_deadline.decide(ResumeDeadline(kind=kind, at=command.happened_at), deadline)
    stand = PauseDeadline(kind=kind, at=since, reason=reason, recorded_by=by)
    return pause_deadline.decide(stand, deadline)
