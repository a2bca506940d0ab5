"""The very instants at which the clock's rules turn: one microsecond decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sla_clock.domain import breach_deadline, meet_deadline, pause_deadline, resume_deadline
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.fire_instants import Instant, Passed
from sla_clock.domain.judge_watermarks import Sight, SightRules, judge_watermarks
from sla_clock.domain.ledger import Kind
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.suppose_deadline import supposed_deadline
from tests.sla_clock.promises import after, at, hours, promise, started

OPENED = at("2026-11-16 09:00")
DUE = OPENED + hours(1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_time_has_passed_up_to_and_with_an_instant_or_up_to_just_before_it() -> None:
    up_to = Passed(until=DUE)
    assert [up_to.covers(DUE - MOMENT), up_to.covers(DUE), up_to.covers(DUE + MOMENT)] == [
        True,
        True,
        False,
    ]
    before = Passed(until=DUE, inclusive=False)
    assert [before.covers(DUE - MOMENT), before.covers(DUE)] == [True, False]


def test_each_instant_has_a_word_of_its_own() -> None:
    assert Instant(at=DUE).kind == "breached"
    assert Instant(at=DUE, fraction=0.75).kind == "warned-0.75"


def test_an_answer_given_at_the_due_time_is_a_claim() -> None:
    deadline = started(OPENED, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=DUE), deadline)])
    first = MeetDeadline(answered_at=DUE + MOMENT, recorded_at=DUE + hours(1))
    deadline = after(deadline, [*meet_deadline.decide(first, deadline)])
    at_due = MeetDeadline(answered_at=DUE, recorded_at=DUE + hours(1), claim_id="c")
    assert len(meet_deadline.decide(at_due, deadline)) == 1
    too_late = MeetDeadline(answered_at=DUE + MOMENT, recorded_at=DUE + hours(1), claim_id="c")
    assert meet_deadline.decide(too_late, deadline) == []


@pytest.mark.parametrize(("kind", "expected"), [("paused", (1800, 0)), ("excused", (0, 1800))])
def test_a_breach_says_how_long_the_clock_stood_for_which_reason(
    kind: Kind, expected: tuple[int, int]
) -> None:
    deadline = started(OPENED, "P1")
    pause = PauseDeadline(kind=kind, at=OPENED + hours(0.1), reason="r")
    deadline = after(deadline, [*pause_deadline.decide(pause, deadline)])
    resume = ResumeDeadline(kind=kind, at=OPENED + hours(0.6))
    deadline = after(deadline, [*resume_deadline.decide(resume, deadline)])
    (breach,) = breach_deadline.decide(BreachDeadline(detected_at=DUE + hours(1)), deadline)
    assert (breach.paused_s, breach.excused_s) == expected


def sight_after(advanced_s: float, *, looked_s_ago: float = 1) -> str:
    """Return the sight of an import's watermark, far back, that advanced so much since a look."""
    looked_at, long_ago = NOON - timedelta(seconds=looked_s_ago), NOON - timedelta(days=9)
    before = Sight(state="sees", fine_since=looked_at, looked_at=looked_at)
    before = replace(before, watermarks={0: long_ago - timedelta(seconds=advanced_s)})
    return judge_watermarks(before, {0: long_ago}, NOON, SightRules()).state


def test_history_that_runs_more_than_ten_times_as_fast_as_time_blinds_nobody() -> None:
    assert [sight_after(10), sight_after(10.5)] == ["blind", "sees"]


def test_what_was_fine_lasts_while_somebody_looks_every_five_seconds() -> None:
    for looked_s_ago, kept in ((5.0, True), (5.5, False)):
        since = NOON - timedelta(seconds=looked_s_ago)
        begun = since - timedelta(seconds=60)
        before = Sight(state="blind", since=begun, fine_since=begun, looked_at=since)
        sight = judge_watermarks(before, {0: NOON}, NOON, SightRules())
        assert (sight.fine_since == begun, sight.state == "sees") == (kept, kept)


def test_a_supposed_case_is_of_nobody_and_waits_for_its_first_response() -> None:
    supposed = supposed_deadline(promise("gold"), "P1", OPENED)
    assert (supposed.goal, supposed.due_at) == ("first_response", DUE)
