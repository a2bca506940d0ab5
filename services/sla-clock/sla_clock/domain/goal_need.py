"""Keeps what decides which further goals of a case run, and for what their clocks stand."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from events.catalogue.case_events import (
    CaseClosed,
    CaseCommented,
    CaseExcluded,
    CaseIncluded,
    CasePriorityChanged,
    CaseReopened,
    CaseResolved,
    CaseResponded,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    InformationRequested,
    WorkaroundProvided,
)
from events.catalogue.terms import GoalPromise, Priority

Word = CaseResponded | CaseCommented | InformationRequested | WorkaroundProvided | CaseResolved
"""The events that may be a public word of support."""
_Stand = InformationProvided | ContactUnreachable | ContactReachable
_Life = CasePriorityChanged | CaseExcluded | CaseIncluded | CaseReopened | CaseClosed
GoalEvent = Word | _Stand | _Life
"""The events that start, stop, pause or excuse a further goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalNeed:
    """What the clock knows of a case for its further goals, whatever its priority is now.

    `answered_at`: when the first answer was recorded; `updated_at`: the last public word of
    support. `over`: support works on it no more, and why. `waits_since`: it waits for the customer;
    `unreachable_since`: nobody there can be reached (CP-27), recorded by `unreachable_by`.
    """

    priority: Priority
    opened_at: datetime
    answered_at: datetime | None = None
    updated_at: datetime | None = None
    reopened_at: datetime | None = None
    over: Literal["case-excluded", "case-closed", "case-resolved"] | None = None
    helped: bool = False
    waits_since: datetime | None = None
    unreachable_since: datetime | None = None
    unreachable_by: str | None = None

    def began_at(self, goal: GoalPromise) -> datetime | None:
        """Return when the stretch began in which the goal now is; None: it has not begun yet."""
        begins = (
            ("opened", self.opened_at),
            ("first-answer", self.answered_at),
            ("each-public-update", self.updated_at),
        )
        begun = [at for what, at in begins if at and what in goal.starts]
        # Whatever starts a goal has happened again when a case is reopened.
        again = [self.reopened_at] if begun and self.reopened_at else []
        return max((*begun, *again), default=None)

    def wants(self, goal: GoalPromise) -> bool:
        """Return whether the customer waits for the goal, and is promised it for this priority."""
        began_at = self.began_at(goal)
        if self.over or self.priority not in goal.targets or began_at is None:
            return False
        return not self._has(goal, began_at)

    def _has(self, goal: GoalPromise, began_at: datetime) -> bool:
        """Return whether it came since, and nothing started the goal again."""
        if goal.goal == "workaround":
            return self.helped
        once = goal.goal == "next_update" and "each-public-update" not in goal.starts
        return once and self.updated_at is not None and self.updated_at > began_at


def is_public_word(event: GoalEvent) -> bool:
    """Return whether support says something to the customer with it.

    Of a comment from before its author's side was kept, nobody knows.
    """
    if isinstance(event, CaseCommented):
        return event.by_customer is False
    return isinstance(event, Word)


def goal_need_after(need: GoalNeed, event: GoalEvent, at: datetime) -> GoalNeed:
    """Return what is known after one more event of the case, which was recorded at `at`."""
    if is_public_word(event):
        need = replace(need, updated_at=at)
    if isinstance(event, Word):
        return _after_word(need, event, at)
    if isinstance(event, _Stand):
        return _after_stand(need, event)
    return _after_life(need, event, at)


def _after_word(need: GoalNeed, event: Word, at: datetime) -> GoalNeed:
    answered_at = need.answered_at or at
    match event:
        case CaseResponded():
            after = replace(need, answered_at=answered_at)
        case CaseCommented():
            after = need
        case InformationRequested():
            after = replace(need, waits_since=event.requested_at)
        case WorkaroundProvided():
            after = replace(need, helped=True, answered_at=answered_at, waits_since=None)
        case CaseResolved():
            after = replace(_ended(need), over="case-resolved", answered_at=answered_at)
        case _:
            assert_never(event)
    return after


def _after_stand(need: GoalNeed, event: _Stand) -> GoalNeed:
    match event:
        case InformationProvided():
            after = replace(need, waits_since=None)
        case ContactUnreachable():
            since = event.unreachable_at if need.priority == "P1" else None
            after = replace(need, unreachable_since=since, unreachable_by=event.recorded_by)
        case ContactReachable():
            after = replace(need, unreachable_since=None)
        case _:
            assert_never(event)
    return after


def _after_life(need: GoalNeed, event: _Life, at: datetime) -> GoalNeed:
    match event:
        case CasePriorityChanged():
            # Being unreachable is a P1's: it ends when the priority is lowered (CP-27a).
            since = need.unreachable_since if event.new == "P1" else None
            after = replace(need, priority=event.new, unreachable_since=since)
        case CaseExcluded():
            after = replace(_ended(need), over="case-excluded")
        case CaseClosed():
            after = replace(_ended(need), over="case-closed")
        case CaseIncluded():
            after = replace(need, over=None)
        case CaseReopened():
            # What was worked around did not hold.
            after = replace(need, over=None, helped=False, reopened_at=at)
        case _:
            assert_never(event)
    return after


def _ended(need: GoalNeed) -> GoalNeed:
    return replace(need, waits_since=None, unreachable_since=None)
