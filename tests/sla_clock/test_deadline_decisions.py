"""Each decision about a deadline.

Given its state, when something happens, then these events and no others.
"""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMoved,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)
from events.catalogue.terms import Priority
from sla_clock.domain import (
    breach_deadline,
    cancel_deadline,
    meet_deadline,
    move_deadline,
    pause_deadline,
    resume_deadline,
    set_deadline,
    warn_deadline,
)
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline, NotStarted, evolve, fold
from sla_clock.domain.fire_instants import Instant, Passed, fire_instants, next_instant
from sla_clock.domain.happened_at import happened_at
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.set_deadline import SetDeadline
from sla_clock.domain.warn_deadline import WarnDeadline
from tests.sla_clock.promises import after, at, hours, promise, started

MONDAY = at("2026-11-16 09:00")
"""An ordinary Monday; the week has no holiday."""


def pause(deadline: Deadline, start: str, kind: str = "paused") -> Deadline:
    """The deadline with a stretch begun."""
    if kind == "excused":
        command = PauseDeadline(
            kind="excused", at=at(start), reason="no answer by phone", recorded_by="kim"
        )
    else:
        command = PauseDeadline(kind="paused", at=at(start), reason="waiting for the customer")
    return after(deadline, [*pause_deadline.decide(command, deadline)])


def resume(deadline: Deadline, end: str, kind: str = "paused") -> Deadline:
    """The deadline with a stretch ended."""
    command = ResumeDeadline(kind="excused" if kind == "excused" else "paused", at=at(end))
    return after(deadline, [*resume_deadline.decide(command, deadline)])


def breached(deadline: Deadline) -> Deadline:
    """The deadline after its breach, noticed at once."""
    assert deadline.due_at is not None
    return after(
        deadline, [*breach_deadline.decide(BreachDeadline(detected_at=deadline.due_at), deadline)]
    )


def answered(deadline: Deadline, when: str) -> Deadline:
    """The deadline after an answer."""
    return after(
        deadline,
        [*meet_deadline.decide(MeetDeadline(answered_at=at(when), recorded_at=at(when)), deadline)],
    )


class TestSetting:
    """A case is opened."""

    def test_a_gold_p2_is_due_after_twelve_working_hours(self) -> None:
        command = SetDeadline(
            case_id="c1",
            customer_id="acme",
            number="CS-1",
            goal="first_response",
            priority="P2",
            promise=promise("gold"),
            started_at=MONDAY,
        )
        (event,) = set_deadline.decide(command, None)
        assert (event.due_at, event.budget_s, event.plan) == (MONDAY + hours(12), 43_200, "gold")
        assert event.promise == promise("gold")

    def test_a_deadline_is_set_once(self) -> None:
        deadline = started(MONDAY)
        command = SetDeadline(
            case_id="c1",
            customer_id="acme",
            number="CS-1",
            goal="first_response",
            priority="P1",
            promise=promise(),
            started_at=MONDAY,
        )
        assert set_deadline.decide(command, deadline) == []

    def test_a_p2_of_the_eve_of_thanksgiving_skips_the_holiday(self) -> None:
        assert started(at("2026-11-25 15:00"), "P2", "silver").due_at == at("2026-11-27 15:00")

    def test_a_p3_of_the_eve_of_thanksgiving_is_due_on_monday(self) -> None:
        assert started(at("2026-11-25 15:00"), "P3", "silver").due_at == at("2026-11-30 15:00")

    def test_a_p1_counts_through_thanksgiving(self) -> None:
        assert started(at("2026-11-25 23:30"), "P1").due_at == at("2026-11-26 00:30")

    def test_a_silver_p4_is_due_five_business_days_on(self) -> None:
        assert started(at("2026-11-20 10:00"), "P4", "silver").due_at == at("2026-11-30 10:00")


class TestPausing:
    """The clock stands, and runs again."""

    def test_a_paused_deadline_has_no_due_time(self) -> None:
        deadline = pause(started(MONDAY), "2026-11-16 10:00")
        assert (deadline.state, deadline.due_at, next_instant(deadline)) == ("paused", None, None)

    def test_a_pause_of_three_hours_moves_the_due_time_by_three_hours(self) -> None:
        deadline = resume(pause(started(MONDAY), "2026-11-16 10:00"), "2026-11-16 13:00")
        assert (deadline.state, deadline.due_at) == ("running", MONDAY + hours(15))

    def test_a_pause_over_a_weekend_takes_its_working_time_only(self) -> None:
        friday = started(at("2026-11-20 18:00"))
        deadline = resume(pause(friday, "2026-11-20 22:00"), "2026-11-23 04:00")
        assert friday.due_at == at("2026-11-23 06:00")
        assert deadline.due_at == at("2026-11-23 12:00")

    def test_a_second_pause_of_the_same_kind_says_nothing(self) -> None:
        deadline = pause(started(MONDAY), "2026-11-16 10:00")
        assert pause(deadline, "2026-11-16 11:00") == deadline

    def test_a_resume_of_what_does_not_stand_says_nothing(self) -> None:
        assert (
            resume_deadline.decide(
                ResumeDeadline(kind="paused", at=MONDAY + hours(1)), started(MONDAY)
            )
            == []
        )

    def test_a_pause_of_what_has_its_verdict_says_nothing(self) -> None:
        met = answered(started(MONDAY), "2026-11-16 10:00")
        assert (
            pause_deadline.decide(
                PauseDeadline(kind="paused", at=MONDAY + hours(2), reason="r"), met
            )
            == []
        )

    def test_a_pause_does_not_begin_before_the_deadline(self) -> None:
        (event,) = pause_deadline.decide(
            PauseDeadline(kind="paused", at=MONDAY - hours(1), reason="r"), started(MONDAY)
        )
        assert event.paused_at == MONDAY

    def test_a_resume_does_not_come_before_its_pause(self) -> None:
        deadline = pause(started(MONDAY), "2026-11-16 10:00")
        (event,) = resume_deadline.decide(ResumeDeadline(kind="paused", at=MONDAY), deadline)
        assert (event.resumed_at, event.due_at) == (at("2026-11-16 10:00"), MONDAY + hours(12))

    def test_excused_time_is_for_p1_only(self) -> None:
        command = PauseDeadline(kind="excused", at=MONDAY + hours(1), reason="r")
        assert pause_deadline.decide(command, started(MONDAY, "P2")) == []
        assert len(pause_deadline.decide(command, started(MONDAY, "P1"))) == 1

    def test_excused_time_keeps_who_recorded_it_and_why(self) -> None:
        deadline = pause(started(MONDAY, "P1"), "2026-11-16 09:30", "excused")
        (stretch,) = deadline.ledger
        assert (deadline.state, stretch.recorded_by, stretch.reason) == (
            "excused",
            "kim",
            "no answer by phone",
        )


class TestOverlappingPauses:
    """A P1 waits for its customer, and meanwhile nobody there can be reached."""

    def test_the_clock_stands_until_both_have_ended(self) -> None:
        deadline = pause(started(MONDAY, "P1"), "2026-11-16 09:10")
        deadline = pause(deadline, "2026-11-16 09:20", "excused")
        assert deadline.state == "excused"
        (event,) = resume_deadline.decide(
            ResumeDeadline(kind="paused", at=at("2026-11-16 09:30")), deadline
        )
        assert event.still_standing
        deadline = after(deadline, [event])
        assert (deadline.state, deadline.due_at) == ("excused", None)
        deadline = resume(deadline, "2026-11-16 09:40", "excused")
        assert (deadline.state, deadline.due_at) == ("running", at("2026-11-16 10:30"))

    def test_where_both_held_the_time_is_excused(self) -> None:
        deadline = pause(
            pause(started(MONDAY, "P1"), "2026-11-16 09:10"), "2026-11-16 09:20", "excused"
        )
        deadline = resume(resume(deadline, "2026-11-16 09:30"), "2026-11-16 09:40", "excused")
        (met,) = meet_deadline.decide(
            MeetDeadline(answered_at=at("2026-11-16 09:50"), recorded_at=at("2026-11-16 09:50")),
            deadline,
        )
        assert isinstance(met, DeadlineMet)
        assert (met.counted_s, met.paused_s, met.excused_s) == (20 * 60, 10 * 60, 20 * 60)


class TestMoving:
    """The priority changes before the first response (CP-27a)."""

    def test_raised_is_due_by_the_new_target_from_the_change_where_that_is_earlier(self) -> None:
        (event,) = move_deadline.decide(
            MoveDeadline(priority="P1", at=MONDAY + hours(2)), started(MONDAY)
        )
        assert isinstance(event, DeadlineMoved)
        assert (event.due_at, event.budget_s, event.reason) == (
            MONDAY + hours(3),
            3600,
            "priority-raised",
        )

    def test_raised_keeps_the_old_due_time_where_that_is_earlier(self) -> None:
        (event,) = move_deadline.decide(
            MoveDeadline(priority="P1", at=MONDAY + hours(11.5)), started(MONDAY)
        )
        assert isinstance(event, DeadlineMoved)
        assert (event.due_at, event.budget_s) == (MONDAY + hours(12), 43_200)

    def test_lowered_is_due_by_the_new_target_from_the_start(self) -> None:
        (event,) = move_deadline.decide(
            MoveDeadline(priority="P3", at=MONDAY + hours(2)), started(MONDAY)
        )
        assert isinstance(event, DeadlineMoved)
        assert (event.due_at, event.reason) == (MONDAY + hours(24), "priority-lowered")

    def test_raised_and_lowered_again_is_due_as_if_it_had_been_so_from_the_start(self) -> None:
        deadline = started(MONDAY)
        steps: tuple[tuple[float, Priority], ...] = ((0.25, "P1"), (0.5, "P2"))
        for later, priority in steps:
            command = MoveDeadline(priority=priority, at=MONDAY + hours(later))
            deadline = after(deadline, [*move_deadline.decide(command, deadline)])
        assert deadline.due_at == MONDAY + hours(12)

    def test_a_pause_after_a_raise_moves_both_claims(self) -> None:
        deadline = started(MONDAY)
        deadline = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(11.5)), deadline)],
        )
        deadline = resume(pause(deadline, "2026-11-16 20:40"), "2026-11-16 21:40")
        assert deadline.due_at == at("2026-11-16 22:00")

    def test_a_pause_over_a_weekend_after_a_raise_lets_the_other_claim_govern(self) -> None:
        friday = started(at("2026-11-20 12:30"))
        deadline = after(
            friday,
            [*move_deadline.decide(MoveDeadline(priority="P1", at=at("2026-11-20 23:45")), friday)],
        )
        assert deadline.due_at == at("2026-11-21 00:45")

    def test_the_same_priority_again_says_nothing(self) -> None:
        assert (
            move_deadline.decide(MoveDeadline(priority="P2", at=MONDAY + hours(1)), started(MONDAY))
            == []
        )

    def test_what_has_its_verdict_does_not_move(self) -> None:
        assert (
            move_deadline.decide(
                MoveDeadline(priority="P1", at=MONDAY + hours(20)), breached(started(MONDAY))
            )
            == []
        )

    def test_a_case_that_is_no_p1_any_more_is_not_excused_any_more(self) -> None:
        deadline = pause(started(MONDAY, "P1"), "2026-11-16 09:30", "excused")
        events = move_deadline.decide(
            MoveDeadline(priority="P2", at=at("2026-11-16 10:30")), deadline
        )
        assert [type(event) for event in events] == [DeadlineResumed, DeadlineMoved]
        deadline = after(deadline, [*events])
        assert (deadline.state, deadline.due_at) == ("running", MONDAY + hours(13))

    def test_a_move_while_paused_has_no_due_time_until_the_clock_runs(self) -> None:
        deadline = pause(started(MONDAY), "2026-11-16 10:00")
        deadline = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P3", at=MONDAY + hours(3)), deadline)],
        )
        assert deadline.due_at is None
        assert resume(deadline, "2026-11-16 14:00").due_at == MONDAY + hours(28)

    def test_the_rules_are_those_of_the_promise(self) -> None:
        rules = promise("gold")
        stubborn = type(rules)(
            plan=rules.plan,
            terms_version=rules.terms_version,
            targets=rules.targets,
            calendar=rules.calendar,
            when_raised="new-from-start",
            when_lowered="keep-old-due",
        )
        deadline = started(MONDAY, under=stubborn)
        lowered = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P3", at=MONDAY + hours(1)), deadline)],
        )
        raised = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(0.5)), deadline)],
        )
        assert (lowered.due_at, raised.due_at) == (MONDAY + hours(12), MONDAY + hours(1))


class TestMeeting:
    """A person answers."""

    def test_an_answer_before_the_due_time_meets_it(self) -> None:
        (event,) = meet_deadline.decide(
            MeetDeadline(answered_at=MONDAY + hours(2), recorded_at=MONDAY + hours(2)),
            started(MONDAY),
        )
        assert isinstance(event, DeadlineMet)
        assert (event.met_at, event.counted_s, event.due_at) == (
            MONDAY + hours(2),
            7200,
            MONDAY + hours(12),
        )

    def test_an_answer_while_paused_meets_it(self) -> None:
        deadline = pause(started(MONDAY), "2026-11-16 10:00")
        (event,) = meet_deadline.decide(
            MeetDeadline(answered_at=MONDAY + hours(5), recorded_at=MONDAY + hours(5)), deadline
        )
        assert isinstance(event, DeadlineMet)
        assert (event.counted_s, event.paused_s, event.due_at) == (
            3600,
            4 * 3600,
            MONDAY + hours(16),
        )

    def test_a_second_answer_says_nothing(self) -> None:
        met = answered(started(MONDAY), "2026-11-16 10:00")
        assert (
            meet_deadline.decide(
                MeetDeadline(answered_at=MONDAY, recorded_at=MONDAY + hours(3)), met
            )
            == []
        )

    def test_an_answer_after_the_breach_is_late_once(self) -> None:
        deadline = breached(started(MONDAY))
        command = MeetDeadline(
            answered_at=MONDAY + hours(11),
            recorded_at=MONDAY + hours(13),
            late_reason="written down later",
        )
        (event,) = meet_deadline.decide(command, deadline)
        assert isinstance(event, DeadlineAnsweredLate)
        assert (event.late_by_s, event.late_reason) == (3600.0, "written down later")
        late = after(deadline, [event])
        assert (late.verdict, late.answered_late_by_s) == ("breached", 3600.0)
        assert meet_deadline.decide(command, late) == []

    def test_an_answer_of_a_case_that_was_cancelled_says_nothing(self) -> None:
        deadline = started(MONDAY)
        gone = after(
            deadline,
            [*cancel_deadline.decide(CancelDeadline(at=MONDAY, reason="case-excluded"), deadline)],
        )
        assert (
            meet_deadline.decide(MeetDeadline(answered_at=MONDAY, recorded_at=MONDAY), gone) == []
        )


class TestCancelling:
    """Nothing is promised any more."""

    def test_an_open_deadline_is_cancelled(self) -> None:
        (event,) = cancel_deadline.decide(
            CancelDeadline(at=MONDAY + hours(1), reason="case-closed"), started(MONDAY)
        )
        assert (event.cancelled_at, event.reason) == (MONDAY + hours(1), "case-closed")

    @pytest.mark.parametrize("verdict", ["met", "breached"])
    def test_a_verdict_stays(self, verdict: str) -> None:
        deadline = (
            answered(started(MONDAY), "2026-11-16 10:00")
            if verdict == "met"
            else breached(started(MONDAY))
        )
        assert (
            cancel_deadline.decide(CancelDeadline(at=MONDAY, reason="case-closed"), deadline) == []
        )


class TestFiring:
    """Time passes, and nobody answers."""

    def test_the_warning_comes_first_and_then_the_breach(self) -> None:
        deadline, fired = fire_instants(started(MONDAY), Passed(until=MONDAY + hours(24)), None)
        assert [type(one.event) for one in fired] == [DeadlineWarned, DeadlineBreached]
        assert [one.instant.at for one in fired] == [MONDAY + hours(9), MONDAY + hours(12)]
        assert (deadline.verdict, deadline.detected_at, deadline.late_by_s) == (
            "breached",
            MONDAY + hours(12),
            0.0,
        )

    def test_nothing_fires_before_its_instant(self) -> None:
        _, fired = fire_instants(
            started(MONDAY), Passed(until=MONDAY + hours(9), inclusive=False), None
        )
        assert fired == []

    def test_a_breach_that_is_noticed_late_says_so(self) -> None:
        deadline, _ = fire_instants(
            started(MONDAY), Passed(until=MONDAY + hours(24)), MONDAY + hours(84)
        )
        assert (deadline.breached_at, deadline.late_by_s) == (MONDAY + hours(12), 72 * 3600.0)

    def test_a_pause_moves_the_warning_too(self) -> None:
        deadline = resume(pause(started(MONDAY), "2026-11-16 10:00"), "2026-11-16 13:00")
        assert next_instant(deadline) == Instant(at=MONDAY + hours(12), fraction=0.75)

    def test_a_raise_sets_a_new_warning(self) -> None:
        deadline, _ = fire_instants(started(MONDAY), Passed(until=MONDAY + hours(9)), None)
        deadline = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(10)), deadline)],
        )
        assert next_instant(deadline) == Instant(at=MONDAY + hours(10.75), fraction=0.75)

    def test_a_raise_that_changes_nothing_does_not_warn_twice(self) -> None:
        deadline, _ = fire_instants(started(MONDAY), Passed(until=MONDAY + hours(9)), None)
        deadline = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(11.5)), deadline)],
        )
        assert next_instant(deadline) == Instant(at=MONDAY + hours(12))

    def test_what_stands_or_has_its_verdict_neither_warns_nor_breaches(self) -> None:
        paused = pause(started(MONDAY), "2026-11-16 10:00")
        met = answered(started(MONDAY), "2026-11-16 10:00")
        warning = WarnDeadline(fraction=0.75, at=MONDAY, detected_at=MONDAY)
        for deadline in (paused, met):
            assert breach_deadline.decide(BreachDeadline(detected_at=MONDAY), deadline) == []
            assert warn_deadline.decide(warning, deadline) == []

    def test_a_warning_at_the_very_instant_of_a_change_of_priority_is_not_given(self) -> None:
        deadline = replace(started(MONDAY), priced_at=MONDAY + hours(9))
        assert next_instant(deadline) == Instant(at=MONDAY + hours(12))

    def test_at_the_due_time_there_is_a_breach_and_no_warning(self) -> None:
        deadline = replace(started(MONDAY), due_at=MONDAY + hours(9))
        assert next_instant(deadline) == Instant(at=MONDAY + hours(9))

    def test_what_fires_at_one_version_of_a_deadline_differs_in_its_kind(self) -> None:
        """Ids of events are made of it: they must stay the same for ever."""
        assert Instant(at=MONDAY, fraction=0.75).kind == "warned-0.75"
        assert Instant(at=MONDAY).kind == "breached"

    def test_time_has_passed_up_to_and_with_its_end_unless_that_is_left_out(self) -> None:
        assert Passed(until=MONDAY).covers(MONDAY)
        assert not Passed(until=MONDAY, inclusive=False).covers(MONDAY)

    def test_a_deadline_without_warnings_only_breaches(self) -> None:
        rules = promise("gold")
        quiet = type(rules)(
            plan=rules.plan,
            terms_version=rules.terms_version,
            targets=rules.targets,
            calendar=rules.calendar,
            warn_at_fractions=(),
        )
        assert next_instant(started(MONDAY, under=quiet)) == Instant(at=MONDAY + hours(12))


class TestEvolving:
    """The state is what its events say, and no more."""

    def test_a_stream_begins_with_its_start(self) -> None:
        cancelled = DeadlineCancelled(
            case_id="c1", goal="first_response", cancelled_at=MONDAY, reason="case-closed"
        )
        with pytest.raises(NotStarted):
            evolve(None, cancelled)

    def test_the_version_counts_the_events(self) -> None:
        deadline = resume(pause(started(MONDAY), "2026-11-16 10:00"), "2026-11-16 13:00")
        assert deadline.version == 3

    def test_a_start_without_its_promise_keeps_its_target_for_any_priority(self) -> None:
        (event,) = _start_events()
        bare = replace_promise(event)
        deadline = fold([bare])
        assert deadline is not None
        (moved,) = move_deadline.decide(MoveDeadline(priority="P3", at=MONDAY + hours(1)), deadline)
        assert isinstance(moved, DeadlineMoved)
        assert moved.due_at == MONDAY + hours(12)

    def test_each_event_knows_when_it_came_about(self) -> None:
        deadline = started(MONDAY)
        (paused,) = pause_deadline.decide(
            PauseDeadline(kind="paused", at=MONDAY + hours(1), reason="r"), deadline
        )
        (moved,) = move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(2)), deadline)
        assert (happened_at(paused), happened_at(moved)) == (MONDAY + hours(1), MONDAY + hours(2))

    def test_a_state_is_replaced_never_changed(self) -> None:
        deadline = started(MONDAY)
        pause(deadline, "2026-11-16 10:00")
        assert deadline == replace(deadline, ledger=())
        assert deadline.due_at == MONDAY + timedelta(hours=12)


def _start_events() -> list[DeadlineStarted]:
    command = SetDeadline(
        case_id="c1",
        customer_id="acme",
        number="CS-1",
        goal="first_response",
        priority="P2",
        promise=promise("gold"),
        started_at=MONDAY,
    )
    return set_deadline.decide(command, None)


def replace_promise(event: DeadlineStarted) -> DeadlineStarted:
    """The same start, as it would be without its promise."""
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name != "promise"}
    return DeadlineStarted(**fields)
