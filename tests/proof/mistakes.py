"""Known mistakes to put into the clock, to see that the proof finds each."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from careplans import calendars
from careplans.pauses import Pause
from careplans.reading import Reading, reading_of
from careplans.zone_offsets import EPOCH, OffsetPeriod, microseconds, offset_periods
from events.catalogue.case_events import CaseReleased, CaseReopened, CaseResponded
from events.catalogue.deadline_events import DeadlineFollowedCalendar
from events.catalogue.terms import CalendarRef, Promise, Target
from sla_clock.domain import (
    deadline,
    fire_instants,
    follow_calendar,
    follow_cover,
    follow_goal,
    move_deadline,
    project_due,
)
from sla_clock.domain.cover_need import CoverEvent, CoverNeed, need_after
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.goal_need import GoalEvent, GoalNeed, goal_need_after
from sla_clock.domain.ledger import Stretch
from sla_clock.domain.project_due import Projection
from sla_clock.projections.tracked_deadline import Tracked
from sla_clock.reactions import when_cover_changes, when_goals_change
from tests.proof import the_clock

PutIn = Callable[[pytest.MonkeyPatch], None]


def waits_count(patch: pytest.MonkeyPatch) -> None:
    """The time of a wait counts."""

    def without_waits(ledger: Sequence[Stretch], as_of: datetime) -> Sequence[Pause]:
        closed = [(one, one.end or max(as_of, one.start)) for one in ledger]
        return [Pause(one.start, end, one.kind) for one, end in closed if one.kind == "excused"]

    patch.setattr(project_due, "pauses_of", without_waits)


def days_have_24_hours(patch: pytest.MonkeyPatch) -> None:
    """A day on which the clocks change counts as if they did not."""

    def one_offset(year: int, zone: ZoneInfo) -> tuple[OffsetPeriod, ...]:
        start, end = (microseconds(EPOCH.replace(year=one)) for one in (year, year + 1))
        first = next(offset_periods(start, end, zone))
        return (OffsetPeriod(start, end, first.offset),)

    patch.setattr(calendars, "_offset_periods_of", one_offset)


def a_wait_at_due_takes_nothing(patch: pytest.MonkeyPatch) -> None:
    """CP-27b the other way round."""

    def reversed_at_due(promise: Promise) -> Reading:
        return replace(reading_of(promise), at_due="wait-takes-nothing")

    patch.setattr(project_due, "reading_of", reversed_at_due)


def an_answer_at_due_is_late(patch: pytest.MonkeyPatch) -> None:
    """What is recorded at the very instant of a deadline comes after it."""
    patch.setattr(Passed, "covers", lambda passed, instant: instant <= passed.until)


def lowered_takes_the_earlier_due(patch: pytest.MonkeyPatch) -> None:
    """CP-27a with `earlier` for `later`."""
    joined = {**deadline._JOINED, "later-of-old-due-and-new-from-start": "earlier"}
    patch.setattr(deadline, "_JOINED", joined)


def raised_forgets_what_was_due_before(patch: pytest.MonkeyPatch) -> None:
    """A mis-click gives an extension (CP-27a)."""
    patch.setattr(project_due, "_under", lambda *_: ())


def unreachable_outlasts_a_lowering(patch: pytest.MonkeyPatch) -> None:
    """What is a P1's own stays when it is none any more (CP-27a)."""
    patch.setattr(move_deadline, "_no_longer_excused", lambda *_: [])


def warned_in_an_exclusion(patch: pytest.MonkeyPatch) -> None:
    """Warnings that lay before a change are made up for."""
    real = fire_instants.next_instant

    def from_the_start(one: Deadline) -> fire_instants.Instant | None:
        return real(structs.replace(one, priced_at=one.started_at))

    patch.setattr(fire_instants, "next_instant", from_the_start)


def a_row_forgets_what_was_warned_of(patch: pytest.MonkeyPatch) -> None:
    """Something is lost between two batches, so that it matters where a log is cut."""
    real = the_clock.as_recorded

    def forgetful(tracked: Tracked) -> Tracked:
        kept = real(tracked)
        return structs.replace(kept, deadline=structs.replace(kept.deadline, warned=()))

    patch.setattr(the_clock, "as_recorded", forgetful)


def nobody_lets_go(patch: pytest.MonkeyPatch) -> None:
    """Who let go of a P1 still has it (CP-26)."""

    def blind(need: CoverNeed, event: CoverEvent) -> CoverNeed:
        return need if isinstance(event, CaseReleased) else need_after(need, event)

    patch.setattr(when_cover_changes, "need_after", blind)


def a_reopened_case_needs_no_goal_again(patch: pytest.MonkeyPatch) -> None:
    """What was promised beside the answer is over for good with the first solution."""

    def blind(need: GoalNeed, event: GoalEvent, at: datetime) -> GoalNeed:
        return need if isinstance(event, CaseReopened) else goal_need_after(need, event, at)

    patch.setattr(when_goals_change, "goal_need_after", blind)


def a_goal_once_dropped_stays_dropped(patch: pytest.MonkeyPatch) -> None:
    """Neither an exclusion that is taken back nor a higher priority lets it hold again."""
    patch.setattr(follow_goal, "_take_up", lambda *_: [])


def waits_of_a_dropped_goal_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    """It matters for its due time whether the customer was asked before or after a lowering."""
    patch.setattr(Deadline, "may_stand", property(lambda one: one.verdict is None))


def a_late_word_is_in_time_where_it_is_said_to_be(patch: pytest.MonkeyPatch) -> None:
    """A backdated answer begins the next stretch earlier than it was recorded (CP-27c)."""

    def believing(need: GoalNeed, event: GoalEvent, at: datetime) -> GoalNeed:
        given = event.responded_at if isinstance(event, CaseResponded) else at
        return goal_need_after(need, event, given)

    patch.setattr(when_goals_change, "goal_need_after", believing)


def a_switch_makes_late_at_once(patch: pytest.MonkeyPatch) -> None:
    """What a later version says was due before anybody knew of it is due nevertheless (CP-25)."""
    real = follow_calendar._followed

    def as_ahead(  # as the real one takes them
        calendar: CalendarRef, at: datetime, one: Deadline, _: Target | None, __: Projection
    ) -> DeadlineFollowedCalendar:
        return real(calendar, at, one, None, follow_calendar._ahead(calendar, at, one))

    patch.setattr(follow_calendar, "_followed", as_ahead)


def a_switch_forgets_what_was_used_up(patch: pytest.MonkeyPatch) -> None:
    """What was left is a promise of its own, with warnings of its own."""
    real = follow_calendar._left
    patch.setattr(
        follow_calendar, "_left", lambda one, at: dataclasses.replace(real(one, at), used_s=0)
    )


def an_operator_may_move_what_follows_nothing(patch: pytest.MonkeyPatch) -> None:
    """Open deadlines follow whatever their terms say."""
    patch.setattr(follow_calendar, "_follows", lambda _, one: one.verdict is None)


def the_next_stretch_knows_of_no_switch(patch: pytest.MonkeyPatch) -> None:
    """It begins by the version that the case was opened under, and follows once more."""
    for module in (follow_goal, follow_cover):
        patch.setattr(module, "promise_of_next", lambda case, _: case.promise)


MISTAKES: Sequence[PutIn] = (
    waits_count,
    days_have_24_hours,
    a_wait_at_due_takes_nothing,
    an_answer_at_due_is_late,
    lowered_takes_the_earlier_due,
    raised_forgets_what_was_due_before,
    unreachable_outlasts_a_lowering,
    warned_in_an_exclusion,
    a_row_forgets_what_was_warned_of,
    nobody_lets_go,
    a_reopened_case_needs_no_goal_again,
    a_goal_once_dropped_stays_dropped,
    waits_of_a_dropped_goal_are_forgotten,
    a_late_word_is_in_time_where_it_is_said_to_be,
    a_switch_makes_late_at_once,
    a_switch_forgets_what_was_used_up,
    an_operator_may_move_what_follows_nothing,
    the_next_stretch_knows_of_no_switch,
)
