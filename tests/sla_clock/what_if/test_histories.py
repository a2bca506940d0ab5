"""Cases and what happened to them go into columns and come out again."""

from datetime import UTC, datetime, timedelta

import numpy as np

from sla_clock.what_if.fact import Fact, Opening
from sla_clock.what_if.histories import Histories, histories_of, join_histories
from sla_clock.what_if.judge import judge
from tests.sla_clock.what_if.drawn_histories import draw_histories
from tests.sla_clock.what_if.supposed_promises import all_promises, promise_of

MONDAY = datetime(2026, 3, 2, 14, tzinfo=UTC)


def shown(histories: Histories) -> list[tuple[Opening, list[Fact]]]:
    """Every case, and its facts."""
    return [(histories.opening(case), histories.facts(case)) for case in range(len(histories))]


def test_cases_come_out_as_they_went_in() -> None:
    drawn = draw_histories(1, 300, all_promises(), (2025, 2027))
    openings = [opening for opening, _ in shown(drawn)]
    facts = [fact for _, of_case in shown(drawn) for fact in of_case]
    assert shown(histories_of(openings, reversed(facts))) == shown(drawn)


def test_facts_of_other_cases_are_left_out() -> None:
    opening = Opening("a", MONDAY, "P3", promise_of())
    other = Fact("b", 1, MONDAY, "closed", MONDAY)
    assert shown(histories_of([opening], [other])) == [(opening, [])]


def test_facts_are_in_the_order_of_their_recording_whatever_order_they_come_in() -> None:
    opening = Opening("a", MONDAY, "P3", promise_of())
    later = MONDAY + timedelta(hours=1)
    facts = [
        Fact("a", 9, later, "closed", MONDAY),
        Fact("a", 3, later, "responded", MONDAY),
        Fact("a", 5, MONDAY, "priority-changed", MONDAY, "P1"),
    ]
    ((_, kept),) = shown(histories_of([opening], facts))
    assert [one.kind for one in kept] == ["priority-changed", "responded", "closed"]
    assert [one.value for one in kept] == ["P1", None, None]


def test_parts_that_were_read_one_by_one_are_one_again() -> None:
    drawn = draw_histories(2, 300, all_promises(), (2025, 2027))
    first, second = drawn.of(np.arange(100)), drawn.of(np.arange(100, 300))
    assert shown(join_histories([first, second])) == shown(drawn)


def test_some_of_the_cases_are_judged_as_among_all() -> None:
    drawn = draw_histories(3, 300, all_promises(), (2025, 2027))
    odd = np.arange(1, 300, 2)
    all_, some = (judge(one, one.promised, MONDAY) for one in (drawn, drawn.of(odd)))
    assert [all_.of(case) for case in range(1, 300, 2)] == [
        some.of(case) for case in range(len(odd))
    ]


def test_nothing_is_judged_of_no_cases() -> None:
    nothing = histories_of([], [])
    assert len(judge(nothing, nothing.promised, MONDAY).verdict) == 0
