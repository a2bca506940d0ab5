"""What was is held beside what would have been: by priority, case by case, and why."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from careplans.errors import BeyondCalendar
from events.catalogue.terms import Promise
from sla_clock.what_if.compare import Attainment, Comparison, Difference, compare, in_total
from sla_clock.what_if.fact import Fact, FactKind, Opening
from sla_clock.what_if.histories import histories_of
from sla_clock.what_if.judge import judge
from sla_clock.what_if.verdict import VERDICTS, Judged
from sla_clock.what_if.why_other import WHYS
from tests.sla_clock.promises import at
from tests.sla_clock.what_if.drawn_histories import FOLLOWING, draw_histories
from tests.sla_clock.what_if.supposed_promises import (
    LATER,
    NIGHTS,
    WINDOWS,
    all_promises,
    following_promises,
    promise_of,
    with_calendar,
)

MONDAY = at("2026-03-02 00:00")
UNTIL = datetime(2026, 12, 31, tzinfo=UTC)
BRIDGE = ("us-federal-and-bridge", 1)
FAR_REACHING = ("skipped", 1)
"""A calendar without a country's holidays, so that it knows the years up to 2200."""


def fact(case_id: str, kind: FactKind, when: datetime, value: str | None = None) -> Fact:
    return Fact(case_id, 1, when, kind, when, value)


def one_case(opening: Opening, facts: list[Fact], supposed: Promise) -> Comparison:
    return compare(histories_of([opening], facts), [supposed], UNTIL)


def why(opening: Opening, facts: list[Fact], supposed: Promise) -> Difference:
    """The difference that there is, which is one."""
    (difference,) = one_case(opening, facts, supposed).differences()
    return difference


def test_another_target() -> None:
    opening = Opening("a", MONDAY, "P2", promise_of("gold"))
    answered = [fact("a", "responded", MONDAY + timedelta(hours=13))]

    difference = why(opening, answered, promise_of("silver"))

    due = [MONDAY + timedelta(hours=hours) for hours in (12, 24)]
    assert difference == Difference(
        case=0,
        then=Judged(verdict="breached", priority="P2", due_at=due[0]),
        supposed=Judged(verdict="met", priority="P2", due_at=due[1]),
        why=("other-target",),
    )


def test_other_hours() -> None:
    opening = Opening("a", MONDAY, "P2", promise_of())
    answered = [fact("a", "responded", MONDAY + timedelta(hours=13))]
    assert why(opening, answered, with_calendar(promise_of(), WINDOWS)).why == ("other-hours",)


def test_the_hours_of_another_zone() -> None:
    opening = Opening("a", MONDAY, "P2", promise_of())
    answered = [fact("a", "responded", MONDAY + timedelta(hours=13))]
    assert "other-hours" in why(opening, answered, with_calendar(promise_of(), NIGHTS)).why


def test_other_holidays() -> None:
    # Wednesday noon and 24 hours: Friday noon, or, where that Friday is a bridge, Monday noon.
    opening = Opening("a", at("2026-11-25 12:00"), "P3", promise_of())
    answered = [fact("a", "responded", at("2026-11-28 12:00"))]
    difference = why(opening, answered, with_calendar(promise_of(), BRIDGE))
    assert difference.why == ("other-holidays",)
    assert difference.supposed.due_at == at("2026-11-30 12:00")


def test_other_rules() -> None:
    # The wait begins at the very instant of the due time, and the answer comes as it ends.
    opening = Opening("a", MONDAY, "P1", promise_of(terms="2010.5"))
    due, later = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)
    facts = [
        fact("a", "information-requested", due),
        Fact("a", 2, later, "information-provided", later),
        Fact("a", 3, later, "responded", later),
    ]
    difference = why(opening, facts, promise_of(terms="2010.1"))
    assert difference.why == ("other-rules",)


def test_what_only_together_gives_another_verdict() -> None:
    opening = Opening("a", MONDAY, "P2", promise_of("gold"))
    answered = [fact("a", "responded", MONDAY + timedelta(days=2, hours=10))]
    supposed = with_calendar(promise_of("silver"), WINDOWS)
    difference = why(opening, answered, supposed)
    assert difference.why == ("other-target", "other-hours")


def test_a_part_that_reaches_further_than_the_question_explains_nothing() -> None:
    # By itself, the longer target is due after the years that the first calendar knows.
    own = promise_of()
    long = msgspec.structs.replace(own.targets["P2"], amount=90 * 313 * 86_400)
    supposed = msgspec.structs.replace(
        with_calendar(own, FAR_REACHING), targets={**own.targets, "P2": long}
    )
    opening = Opening("a", MONDAY, "P2", own)
    answered = [fact("a", "responded", MONDAY + timedelta(days=10))]
    everything = ("other-target", "other-hours", "other-holidays")
    assert why(opening, answered, supposed).why == everything
    with pytest.raises(BeyondCalendar):
        one_case(opening, answered, msgspec.structs.replace(own, targets=supposed.targets))


def test_under_the_same_promise_nothing_is_other() -> None:
    promises = all_promises()
    histories = draw_histories(1, 500, promises, (2025, 2027))
    comparison = compare(histories, histories.promised, UNTIL)
    assert (len(comparison), comparison.due_moved, comparison.differences()) == (0, 0, [])
    assert comparison.then == comparison.supposed
    assert set(comparison.reasons.values()) == {0}


def test_attainment_is_by_the_priority_that_a_case_was_judged_in() -> None:
    gold, silver = promise_of("gold"), promise_of("silver")
    opened = [Opening(case_id, MONDAY, "P3", gold) for case_id in "abcde"]
    hours = {case_id: MONDAY + timedelta(hours=30) for case_id in "abc"}
    facts = [fact(case_id, "responded", when) for case_id, when in hours.items()]
    facts += [
        # Raised at once, and answered within the hour.
        Fact("a", 0, MONDAY, "priority-changed", MONDAY, "P1"),
        fact("d", "closed", MONDAY),
        Fact("c", 9, UNTIL, "claim-accepted", MONDAY),
    ]

    comparison = compare(histories_of(opened, facts), [silver], UNTIL)

    empty = Attainment(met=0, missed=0, withdrawn=0, dropped=0, open=0)
    missed = Attainment(met=0, missed=1, withdrawn=0, dropped=0, open=0)
    assert comparison.then == {
        "P1": missed,
        "P2": empty,
        "P3": Attainment(met=0, missed=2, withdrawn=1, dropped=1, open=0),
        "P4": empty,
    }
    assert comparison.supposed == {
        "P1": missed,
        "P2": empty,
        "P3": Attainment(met=2, missed=1, withdrawn=0, dropped=1, open=0),
        "P4": empty,
    }
    assert in_total(comparison.supposed) == Attainment(
        met=2, missed=2, withdrawn=0, dropped=1, open=0
    )
    assert [one.case for one in comparison.differences()] == [1, 2]
    assert comparison.reasons == {**dict.fromkeys(WHYS, 0), "other-target": 2}


@pytest.mark.parametrize(("met", "missed", "share"), [(0, 0, None), (2_999, 1, 99.9), (1, 2, 33.3)])
def test_attainment_is_rounded_down(met: int, missed: int, share: float | None) -> None:
    counts = Attainment(met=met, missed=missed, withdrawn=5, dropped=5, open=5)
    assert counts.attainment == share


def test_every_difference_of_any_cases_has_a_reason_and_is_on_a_page() -> None:
    promises = [*all_promises(), *following_promises()]
    others = [*promises[7:], *promises[:7]]
    histories = draw_histories(2, 3_000, promises, (2025, 2027), FOLLOWING, LATER)

    comparison = compare(histories, others, UNTIL)

    then, supposed = (judge(histories, one, UNTIL) for one in (promises, others))
    differing = [
        case for case in range(len(histories)) if then.verdict[case] != supposed.verdict[case]
    ]
    pages = [comparison.differences(first, 100) for first in range(0, len(comparison), 100)]
    differences = [one for page in pages for one in page]
    assert [one.case for one in differences] == differing
    assert all(one.why and one.then.verdict != one.supposed.verdict for one in differences)
    assert all(comparison.reasons.values())
    assert {one.then.verdict for one in differences} <= set(VERDICTS)
    for counts in (comparison.then, comparison.supposed):
        assert in_total(counts).cases == len(histories)
