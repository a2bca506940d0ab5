"""The next update, a workaround and the resolution, for vendors that promise them: what starts,
stops, pauses and excuses each clock is its terms' (`docs/examples/five-goals`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from careplans.promise_from_terms import promise_from
from careplans.terms import read_terms
from events.catalogue.case_events import (
    CaseClosed,
    CaseCommented,
    CaseExcluded,
    CaseIncluded,
    CaseOpened,
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
from events.catalogue.deadline_events import DeadlineMet, DeadlinePaused, DeadlineStarted
from events.catalogue.terms import Goal, GoalPromise, Priority, Promise, PromisedGoal
from events.command_runner import Decider
from events.event import Event
from events.sealing.stand_ins import UNREAD
from sla_clock.domain import follow_goal
from sla_clock.domain.deadline import GOALS, Deadline, evolve_any, initial, stream_of
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.follow_goal import FollowGoal
from sla_clock.domain.goal_need import GoalEvent, GoalNeed, goal_need_after
from sla_clock.domain.happened_at import happened_at
from sla_clock.projections.tracked_deadline import Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.promises import TEXT, at, opened, promise, record, started
from tests.support.given import deciding

OPENED = at("2026-11-16 10:00")
MINUTE = timedelta(minutes=1)
FOLDER = Path(__file__).parents[2] / "docs/examples/five-goals"
TERMS = read_terms(FOLDER).versions[-1]
GOLD, SILVER = promise_from(TERMS, "gold"), promise_from(TERMS, "silver")
Happens = Callable[[datetime], Event]

following = deciding(Decider(initial, follow_goal.decide, evolve_any))


def answer(when: datetime) -> Event:
    return CaseResponded(
        case_id="c1", responder_id="kim", responded_at=when, first=True, personal=TEXT
    )


def answered_before(minutes: float) -> Happens:
    """An answer that is said to have been given so long ago."""
    return lambda when: answer(when - minutes * MINUTE)


def comment(*, by_customer: bool | None) -> Happens:
    return lambda _: CaseCommented(
        case_id="c1", author_id="u1", by_customer=by_customer, personal=TEXT
    )


def ask(when: datetime) -> Event:
    return InformationRequested(case_id="c1", requested_at=when, personal=TEXT)


def tell(when: datetime) -> Event:
    return InformationProvided(case_id="c1", provided_at=when)


def lose(when: datetime) -> Event:
    return ContactUnreachable(
        case_id="c1", recorded_by="kim", unreachable_at=when, reason="voicemail"
    )


def reach(when: datetime) -> Event:
    return ContactReachable(case_id="c1", recorded_by="kim", reachable_at=when)


def change(new: Priority) -> Happens:
    return lambda when: CasePriorityChanged(
        case_id="c1", old="P1", new=new, changed_at=when, reason="r"
    )


def work_around(when: datetime) -> Event:
    return WorkaroundProvided(case_id="c1", provided_at=when, personal=TEXT)


def resolve(when: datetime) -> Event:
    return CaseResolved(case_id="c1", resolved_at=when, personal=TEXT)


def reopen(when: datetime) -> Event:
    return CaseReopened(case_id="c1", reopened_at=when, personal=TEXT)


def exclude(when: datetime) -> Event:
    return CaseExcluded(case_id="c1", code="other", excluded_at=when)


def include(when: datetime) -> Event:
    return CaseIncluded(case_id="c1", included_at=when, answered=True, personal=TEXT)


def close(when: datetime) -> Event:
    return CaseClosed(case_id="c1", closed_at=when)


def fold(  # a case, what happened to it, and until when
    *happened: tuple[float, Happens],
    priority: Priority = "P1",
    under: Promise = GOLD,
    until: float | None = None,
    imported: bool = False,
) -> dict[str, Tracked]:
    """The deadlines of a case to which this happened, by minutes after its opening."""
    opening = replace(opened("c1", OPENED, priority), promise=under)
    log = [(0.0, opening)] + [(minute, what(OPENED + minute * MINUTE)) for minute, what in happened]
    records = [
        record(event, "c1", seq, OPENED + minute * MINUTE, imported=imported)
        for seq, (minute, event) in enumerate(log, start=1)
    ]
    known: dict[str, Tracked] = {}
    for one in records:
        known = fold_batch(known, [one], one.recorded_at)
    if until is None:
        return known
    passed = OPENED + until * MINUTE
    return {
        stream: pass_time(tracked, Passed(until=passed), passed)
        for stream, tracked in known.items()
    }


def deadline(known: dict[str, Tracked], goal: Goal) -> Deadline:
    return known[stream_of("c1", goal)].deadline


def events_of(known: dict[str, Tracked], goal: Goal) -> list[tuple[str, float]]:
    """What the clock said of a goal, by minutes after the opening."""
    tracked = known.get(stream_of("c1", goal))
    return [
        (
            type(one.event.data).__name__.removeprefix("Deadline"),
            (happened_at(one.event.data) - OPENED) / MINUTE,  # type: ignore[arg-type]
        )
        for one in (tracked.pending if tracked else ())
    ]


def due(known: dict[str, Tracked], goal: Goal) -> float | None:
    """Minutes after the opening at which a goal is due."""
    due_at = deadline(known, goal).due_at
    return None if due_at is None else (due_at - OPENED) / MINUTE


def with_goal(name: PromisedGoal, **fields: object) -> Promise:
    """Gold's promise with one goal otherwise, and no other further goal."""
    goal = GOLD.goal(name)
    assert goal
    return replace(GOLD, goals=(replace(goal, **fields),))


def test_packaged_terms_and_imported_cases_have_no_further_goal() -> None:
    assert set(fold((30, answer), under=promise("gold", "2010.5"))) == {
        stream_of("c1", goal) for goal in ("first_response", "cover")
    }
    assert set(fold((30, answer), (40, resolve), imported=True)) == {
        stream_of("c1", "first_response")
    }


def test_the_clock_keeps_every_goal_that_events_name() -> None:
    assert get_args(Goal) == GOALS


def test_the_next_update_starts_with_the_case_and_again_after_each_public_word() -> None:
    words = [answer, comment(by_customer=False), ask, comment(by_customer=True), tell, work_around]
    known = fold(*((30.0 * (index + 1), word) for index, word in enumerate(words)))
    assert events_of(known, "next_update") == [
        ("Started", 0),
        ("Met", 30),
        ("Started", 30),
        ("Met", 60),
        ("Started", 60),
        ("Met", 90),
        ("Started", 90),
        ("Paused", 90),
        ("Resumed", 150),
        ("Met", 180),
        ("Started", 180),
    ]
    assert due(known, "next_update") == 300


def test_words_of_the_customer_and_of_nobody_knows_whom_are_no_update() -> None:
    known = fold((30, comment(by_customer=True)), (60, comment(by_customer=None)))
    assert events_of(known, "next_update") == [("Started", 0)]


def test_an_answer_with_a_question_is_one_word() -> None:
    known = fold((30, answer), (30, ask))
    assert events_of(known, "next_update") == [
        ("Started", 0),
        ("Met", 30),
        ("Started", 30),
        ("Paused", 30),
    ]


def test_each_stretch_without_a_word_is_one_breach_and_a_late_word_starts_the_next() -> None:
    known = fold((300, answer), until=700)
    assert events_of(known, "next_update") == [
        ("Started", 0),
        ("Warned", 90),
        ("Breached", 120),
        ("AnsweredLate", 300),
        ("Started", 300),
        ("Warned", 390),
        ("Breached", 420),
    ]


@pytest.mark.rule("CP-27c")
def test_a_word_counts_from_when_it_was_recorded_whatever_is_said_of_it() -> None:
    known = fold((130, answered_before(60)))
    assert events_of(known, "next_update")[2:] == [
        ("Breached", 120),
        ("AnsweredLate", 130),
        ("Started", 130),
    ]
    assert deadline(known, "next_update").late_claims == ()


def test_the_next_update_ends_with_the_solution_and_starts_with_the_reopening() -> None:
    known = fold((30, resolve), (60, answer), (90, reopen))
    assert events_of(known, "next_update") == [("Started", 0), ("Met", 30), ("Started", 90)]


def test_a_solution_that_is_the_first_answer_leaves_no_update_to_wait_for() -> None:
    known = fold((30, answer), (30, resolve))
    assert deadline(known, "next_update").state == "met"
    assert events_of(known, "next_update")[-2:] == [("Started", 30), ("Met", 30)]


def test_an_update_that_is_promised_once_does_not_start_again() -> None:
    once = with_goal("next_update", starts=("opened",))
    known = fold((30, answer), (60, comment(by_customer=False)), under=once)
    assert events_of(known, "next_update") == [("Started", 0), ("Met", 30)]
    again = fold((30, answer), (60, resolve), (70, reopen), under=once)
    assert events_of(again, "next_update") == [("Started", 0), ("Met", 30), ("Started", 70)]


def test_an_update_after_the_first_answer_starts_with_that() -> None:
    first = with_goal("next_update", starts=("first-answer",))
    known = fold((20, comment(by_customer=False)), (30, answer), (50, answer), under=first)
    assert events_of(known, "next_update") == [("Started", 30), ("Met", 50)]


def test_a_workaround_is_promised_from_the_first_answer_on_and_met_by_one() -> None:
    known = fold((30, answer), (200, work_around), (250, resolve))
    assert events_of(known, "workaround") == [("Started", 30), ("Met", 200)]
    assert due(known, "workaround") == 510


def test_a_workaround_is_met_by_the_solution_and_starts_again_with_the_reopening() -> None:
    known = fold((30, answer), (200, resolve), (300, reopen), until=800)
    assert events_of(known, "workaround") == [
        ("Started", 30),
        ("Met", 200),
        ("Started", 300),
        ("Warned", 540),
        ("Warned", 660),
        ("Warned", 732),
        ("Breached", 780),
    ]


def test_a_workaround_that_is_the_first_answer_was_never_waited_for() -> None:
    assert events_of(fold((30, work_around)), "workaround") == []


def test_terms_may_say_that_a_solution_is_no_workaround() -> None:
    strict = with_goal("workaround", stops=("workaround",))
    known = fold((30, answer), (200, resolve), under=strict)
    assert events_of(known, "workaround") == [("Started", 30), ("Cancelled", 200)]
    assert deadline(known, "workaround").cancel_reason == "case-resolved"


def test_a_workaround_that_only_one_meets_is_told_as_one() -> None:
    strict = with_goal("workaround", stops=("workaround",))
    for under, says in (
        (GOLD, "It was worked around or solved "),
        (strict, "It was worked around "),
    ):
        for minute in (60, 600):
            one = deadline(fold((30, answer), (minute, work_around), under=under), "workaround")
            sentence = explain_deadline(one, OPENED + 700 * MINUTE).sentence
            assert says in sentence
            assert ("or solved" in sentence) == (under is GOLD)


@pytest.mark.rule("CP-27a")
def test_what_a_raised_priority_brings_back_from_before_was_not_noticed_late() -> None:
    once_p2 = (60, change("P2")), (1000, change("P1"))
    known = fold(*once_p2, under=with_goal("resolution"), until=1000.5)
    missed = deadline(known, "resolution")
    assert (missed.state, missed.due_at) == ("breached", OPENED + 600 * MINUTE)
    assert missed.priced_at == OPENED + 1000 * MINUTE
    sentence = explain_deadline(missed, OPENED + 1001 * MINUTE).sentence
    assert "again, as promised before, instead of" in sentence
    assert "noticed" not in sentence


def test_the_resolution_is_met_by_a_solution_and_by_no_workaround() -> None:
    known = fold((30, answer), (40, work_around), (599, resolve))
    assert events_of(known, "resolution") == [
        ("Started", 0),
        ("Warned", 300),
        ("Warned", 540),
        ("Met", 599),
    ]


def test_a_reopened_case_is_to_be_solved_again_with_a_verdict_for_each_stretch() -> None:
    known = fold((700, resolve), (1000, reopen), (1100, resolve))
    assert [one for one in events_of(known, "resolution") if one[0] != "Warned"] == [
        ("Started", 0),
        ("Breached", 600),
        ("AnsweredLate", 700),
        ("Started", 1000),
        ("Met", 1100),
    ]
    ids = [one.event.event_id for tracked in known.values() for one in tracked.pending]
    assert len(ids) == len(set(ids))


@pytest.mark.rule("CP-27b")
def test_a_solution_at_the_very_instant_is_in_time() -> None:
    assert deadline(fold((600, resolve)), "resolution").state == "met"


@pytest.mark.rule("CP-27")
def test_a_clock_stands_while_the_case_waits_and_nobody_is_reached() -> None:
    known = fold((10, answer), (100, ask), (160, lose), (220, tell), (280, reach))
    assert events_of(known, "resolution") == [
        ("Started", 0),
        ("Paused", 100),
        ("Paused", 160),
        ("Resumed", 220),
        ("Resumed", 280),
    ]
    assert due(known, "resolution") == 780
    assert due(known, "workaround") == 10 + 480 + 180
    excused = deadline(known, "resolution").ledger[1]
    assert (excused.kind, excused.reason, excused.recorded_by) == ("excused", "voicemail", "kim")


def test_a_stretch_that_starts_while_nobody_is_reached_stands_at_once_for_both_reasons() -> None:
    known = fold((10, lose), (30, ask), (90, reach), (100, tell))
    assert events_of(known, "next_update") == [
        ("Started", 0),
        ("Paused", 10),
        ("Met", 30),
        ("Started", 30),
        ("Paused", 30),
        ("Paused", 30),
        ("Resumed", 90),
        ("Resumed", 100),
    ]
    assert due(known, "next_update") == 100 + 120
    stood = deadline(known, "next_update").ledger
    assert [(one.kind, one.recorded_by, one.reason) for one in stood] == [
        ("paused", None, "waiting for the customer"),
        ("excused", "kim", ""),
    ]
    ids = [one.event.event_id for tracked in known.values() for one in tracked.pending]
    assert len(ids) == len(set(ids))


def test_a_clock_stands_only_for_what_its_terms_name() -> None:
    always = with_goal("resolution", pauses=(), excuses=())
    known = fold((100, ask), (160, lose), under=always)
    assert events_of(known, "resolution") == [("Started", 0)]


def test_a_workaround_ends_the_wait_and_a_solution_whatever_it_stood_for() -> None:
    assert events_of(fold((100, ask), (160, work_around)), "resolution") == [
        ("Started", 0),
        ("Paused", 100),
        ("Resumed", 160),
    ]
    known = fold((100, ask), (110, lose), (160, resolve), (200, reopen))
    assert events_of(known, "resolution")[-2:] == [("Met", 160), ("Started", 200)]
    assert deadline(known, "resolution").paused_by is None


def test_words_that_nobody_can_open_are_no_reason() -> None:
    hidden = replace(lose(OPENED), reason=UNREAD)
    known = fold((100, lambda when: replace(hidden, unreachable_at=when)))
    assert deadline(known, "resolution").ledger[0].reason == ""


@pytest.mark.rule("CP-27a")
def test_a_priority_moves_a_further_goal_as_it_moves_the_first_response() -> None:
    assert due(fold((60, change("P1")), priority="P2"), "resolution") == 660
    known = fold((60, change("P2")))
    assert events_of(known, "resolution") == [("Started", 0), ("Moved", 60)]
    # Five business days from the start: the later of the old due time and the new target.
    assert due(known, "resolution") == 7 * 24 * 60
    again = fold((60, change("P2")), (70, change("P1")))
    assert due(again, "resolution") == 600


@pytest.mark.rule("CP-27a")
def test_a_lower_priority_without_the_goal_drops_it_and_a_higher_one_takes_it_up() -> None:
    known = fold((10, lose), (60, change("P3")), (90, ask), (120, tell), (150, change("P1")))
    assert events_of(known, "resolution") == [
        ("Started", 0),
        ("Paused", 10),
        ("Resumed", 60),
        ("Cancelled", 60),
        ("Paused", 90),
        ("Resumed", 120),
        ("Reinstated", 150),
    ]
    # A mis-click gains nothing, and waits count the same whichever way they are reached.
    assert due(known, "resolution") == 600 + 50 + 30
    one = deadline(known, "resolution")
    assert (one.state, one.excluded_at) == ("running", None)
    waiting = fold((60, change("P3")), (90, ask), (150, change("P1")))
    assert deadline(waiting, "resolution").state == "paused"


@pytest.mark.rule("CP-27a")
def test_a_dropped_goal_that_is_taken_up_under_another_priority_moves_to_it() -> None:
    known = fold((60, change("P4")), (90, change("P2")))
    assert events_of(known, "resolution")[-2:] == [("Reinstated", 90), ("Moved", 90)]
    assert due(known, "resolution") == 7 * 24 * 60


def test_a_case_raised_to_a_priority_with_the_goal_starts_it_then() -> None:
    known = fold((10, answer), (60, change("P1")), priority="P4")
    for goal in ("next_update", "workaround", "resolution"):
        assert events_of(known, goal)[0] == ("Started", 60)
    assert due(known, "resolution") == 660


def test_a_word_while_no_update_was_promised_is_not_waited_for_again() -> None:
    known = fold((10, answer), (60, change("P4")), (90, answer), (120, change("P1")))
    assert events_of(known, "next_update")[-2:] == [("Cancelled", 60), ("Started", 120)]
    once = with_goal("next_update", starts=("opened",))
    known = fold((60, change("P4")), (90, answer), (120, change("P1")), under=once)
    assert events_of(known, "next_update") == [("Started", 0), ("Cancelled", 60)]


@pytest.mark.rule("CP-18")
def test_an_exclusion_drops_every_goal_and_taken_back_it_gains_no_time() -> None:
    known = fold((10, answer), (20, ask), (60, exclude), (100, include))
    for goal in ("next_update", "workaround", "resolution"):
        assert events_of(known, goal)[-2:] == [("Cancelled", 60), ("Reinstated", 100)]
        assert deadline(known, goal).paused_by is None
    assert due(known, "resolution") == 640
    assert deadline(known, "resolution").excluded_at == OPENED + 60 * MINUTE
    lowered = fold((10, change("P4")), (20, ask), (60, exclude), (90, include))
    assert events_of(lowered, "resolution")[-1] == ("Resumed", 60)


@pytest.mark.rule("CP-18")
def test_what_was_said_while_a_case_stood_excluded_counts_from_then() -> None:
    known = fold((60, exclude), (80, comment(by_customer=False)), (100, include))
    assert events_of(known, "next_update")[-2:] == [("Cancelled", 60), ("Started", 80)]
    assert due(known, "next_update") == 200


def test_a_case_that_is_closed_drops_what_is_not_met() -> None:
    known = fold((10, answer), (60, close))
    for goal in ("next_update", "workaround", "resolution"):
        assert deadline(known, goal).cancel_reason == "case-closed"


def test_a_breach_stays_whatever_becomes_of_the_case() -> None:
    known = fold((700, exclude), (800, include), (900, change("P4")), (1000, close))
    assert deadline(known, "resolution").state == "breached"


def test_what_is_missed_of_a_goal_changes_nothing_of_the_first_response() -> None:
    known = fold((30, answer), (700, resolve))
    assert deadline(known, "first_response").state == "met"
    assert events_of(known, "first_response") == [("Started", 0), ("Met", 30)]


def test_a_plan_is_held_to_what_it_is_promised_only() -> None:
    known = fold((30, answer), under=SILVER)
    assert events_of(known, "resolution") == [("Started", 0)]
    assert (events_of(known, "next_update"), events_of(known, "workaround")) == ([], [])


RESOLUTION = GOLD.goal("resolution")
assert RESOLUTION
CASE = started(OPENED, "P1", under=GOLD)
NEED = GoalNeed(priority="P1", opened_at=OPENED)
STARTED = DeadlineStarted(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="resolution",
    priority="P1",
    plan="gold",
    terms_version="five-goals.1",
    calendar=GOLD.calendar,
    target=RESOLUTION.targets["P1"],
    started_at=OPENED,
    due_at=OPENED + 600 * MINUTE,
    budget_s=36_000,
    promise=GOLD,
)


def follows(event: CaseOpened | GoalEvent, need: GoalNeed, minute: float) -> FollowGoal:
    when = OPENED + minute * MINUTE
    return FollowGoal(goal=_resolution(), case=CASE, event=event, need=need, at=when)


def _resolution() -> GoalPromise:
    assert RESOLUTION
    return RESOLUTION


def test_a_goal_is_decided_from_what_the_case_needs() -> None:
    opening = replace(opened("c1", OPENED, "P1"), promise=GOLD)
    following.given().when(follows(opening, NEED, 0)).then(STARTED)
    following.given(STARTED).when(follows(opening, NEED, 0)).then()

    when = OPENED + 5 * MINUTE
    question = InformationRequested(case_id="c1", requested_at=when, personal=TEXT)
    need = goal_need_after(NEED, question, when)
    paused = DeadlinePaused(
        case_id="c1",
        goal="resolution",
        kind="paused",
        paused_at=when,
        reason="waiting for the customer",
    )
    following.given(STARTED).when(follows(question, need, 5)).then(paused)

    resolved = CaseResolved(case_id="c1", resolved_at=when, personal=TEXT)
    met = DeadlineMet(
        case_id="c1",
        goal="resolution",
        met_at=when,
        due_at=STARTED.due_at,
        counted_s=300,
        paused_s=0,
        excused_s=0,
    )
    need = goal_need_after(NEED, resolved, when)
    following.given(STARTED).when(follows(resolved, need, 5)).then(met)


def test_nobody_is_excused_from_what_is_no_p1() -> None:
    lost = ContactUnreachable(
        case_id="c1", recorded_by="kim", unreachable_at=OPENED, reason="voicemail"
    )
    lower = GoalNeed(priority="P2", opened_at=OPENED)
    assert goal_need_after(lower, lost, OPENED).unreachable_since is None


SENTENCES: Sequence[tuple[Goal, Sequence[tuple[float, Happens]], float, str]] = [
    ("next_update", [], 60, "was promised the next update within 2 hours from "),
    ("workaround", [(10, answer)], 60, "was promised a workaround within 8 hours from "),
    ("resolution", [], 60, "was promised a solution within 10 hours from "),
    ("resolution", [], 60, "It is due Mon 16 Nov 2026 20:00 EST."),
    ("resolution", [(10, ask)], 60, "The clock stands (waiting for the customer) since "),
    ("resolution", [(10, lose)], 60, "The clock stands (excused) since "),
    ("next_update", [(10, resolve)], 60, "Support wrote Mon 16 Nov 2026 10:10 EST, 1 h 50 min "),
    ("workaround", [(10, answer), (20, work_around)], 60, "It was worked around or solved Mon "),
    ("resolution", [(20, resolve)], 60, "It was solved Mon 16 Nov 2026 10:20 EST, 9 h 40 min "),
    ("next_update", [], 200, "12:00 EST and support had not written by then."),
    ("workaround", [(10, answer)], 900, "18:10 EST and not worked around by then."),
    ("resolution", [], 900, "20:00 EST and not solved by then."),
    ("next_update", [(150, resolve)], 200, " Support wrote 30 min late."),
    ("workaround", [(10, answer), (500, resolve)], 900, "or solved 10 min late."),
    ("resolution", [(660, resolve)], 900, " It was solved 1 h late."),
    ("next_update", [(10, close)], 60, "The case was closed. The promise was dropped Mon "),
    ("workaround", [(5, answer), (10, close)], 60, "The case was closed without a workaround. "),
    ("resolution", [(10, close)], 60, "The case was closed without a solution. The promise was "),
    ("next_update", [(10, change("P4"))], 60, "For the lower priority no next update is "),
    ("workaround", [(5, answer), (10, change("P4"))], 60, "priority no workaround is promised."),
    ("resolution", [(10, change("P4"))], 60, "For the lower priority no solution is promised."),
    ("next_update", [(10, exclude)], 60, "The case left the entitlement (other). The promise "),
    ("workaround", [(5, answer), (10, exclude)], 60, "The case left the entitlement (other). "),
    ("resolution", [(10, exclude)], 60, "The case left the entitlement (other). The promise "),
    ("resolution", [(10, exclude), (20, include)], 60, "that was taken back, and gains no time."),
]


@pytest.mark.parametrize(("goal", "happened", "minute", "sentence"), SENTENCES)
def test_every_state_is_told_in_a_sentence(
    goal: Goal, happened: Sequence[tuple[float, Happens]], minute: float, sentence: str
) -> None:
    known = fold(*happened, until=minute)
    now = OPENED + minute * MINUTE
    assert sentence in explain_deadline(deadline(known, goal), now).sentence
