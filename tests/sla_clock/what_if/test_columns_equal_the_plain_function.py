"""The columns say of every case what the plain function says, and that one what the clock says."""

import os
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from careplans.errors import BeyondCalendar
from events.catalogue.case_events import CaseOpened
from events.catalogue.terms import Promise
from events.event import Recorded
from sla_clock.domain.deadline import DeadlineEvent
from sla_clock.domain.deadline import fold as fold_events
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.what_if.fact import KIND_OF, Fact, FactKind, Opening, in_order
from sla_clock.what_if.histories import Histories, histories_of
from sla_clock.what_if.judge import FACTS_AT_MOST, judge
from sla_clock.what_if.plain import judge_plainly
from sla_clock.what_if.verdict import VERDICTS
from tests.proof.histories import History
from tests.proof.random_histories import random_history
from tests.proof.slow_calendar import to_time
from tests.proof.the_clock import fold, know_our_calendars, records_of, switches_of
from tests.sla_clock.what_if.drawn_histories import (
    FOLLOWING,
    LIVELY,
    USUAL,
    Mix,
    draw_histories,
)
from tests.sla_clock.what_if.supposed_promises import (
    LATER,
    all_promises,
    following_promises,
    promise_of,
)

YEARS = (2025, 2027)
UNTIL = datetime(2026, 9, 1, tzinfo=UTC)
VERY_MANY = int(os.environ.get("TOCSIN_WHAT_IF_CASES") or 100_000)
"""A million take the plain function twelve minutes and more."""
WHEN = {
    "responded": "responded_at",
    "workaround-provided": "provided_at",
    "resolved": "resolved_at",
    "information-requested": "requested_at",
    "information-provided": "provided_at",
    "contact-unreachable": "unreachable_at",
    "contact-reachable": "reachable_at",
    "priority-changed": "changed_at",
    "excluded": "excluded_at",
    "included": "included_at",
    "closed": "closed_at",
}


def agree(
    histories: Histories, promises: Sequence[Promise], followed: Counter[str] | None = None
) -> Counter[str]:
    """Hold every case against the plain function; return how many have which verdict.

    `followed` counts those that came to count by a later version of their calendar.
    """
    judged = judge(histories, promises, UNTIL)
    for case in range(len(histories)):
        opening, facts = histories.opening(case), histories.facts(case)
        promise = promises[histories.promise[case]]
        plain = judge_plainly(opening, facts, promise, UNTIL)
        assert judged.of(case) == plain, (opening, facts, promise)
        if followed is not None and plain.followed:
            followed[plain.verdict] += 1
    return Counter(VERDICTS[code] for code in judged.verdict)


@pytest.mark.parametrize(("seed", "mix"), [(1, LIVELY), (2, LIVELY), (3, USUAL)])
def test_of_cases_under_their_own_promise(seed: int, mix: Mix) -> None:
    promises = all_promises()
    verdicts = agree(draw_histories(seed, 3_400, promises, YEARS, mix), promises)
    assert set(verdicts) == set(VERDICTS)


@pytest.mark.parametrize(("seed", "mix"), [(4, LIVELY), (5, LIVELY), (6, USUAL)])
def test_of_cases_under_another_promise(seed: int, mix: Mix) -> None:
    promises = all_promises()
    others = random.Random(seed).sample(promises, len(promises))
    verdicts = agree(draw_histories(seed, 3_400, promises, YEARS, mix), others)
    # Few of the usual cases have a claim that was accepted.
    assert set(verdicts) >= set(VERDICTS) - {"withdrawn"}


@pytest.mark.parametrize("seed", [7, 8])
def test_of_cases_that_came_to_follow_a_later_version_of_their_calendar(seed: int) -> None:
    promises = following_promises()
    histories = draw_histories(seed, 3_400, promises, YEARS, FOLLOWING, LATER)
    followed = Counter[str]()
    agree(histories, promises, followed)
    assert set(followed) >= {"open", "met", "breached", "excluded", "closed"}
    assert sum(followed.values()) > 500
    # Under promises that follow as well, by another calendar, and by one that follows nothing.
    others = [*following_promises()[1:], *all_promises()][: len(promises)]
    agree(histories, random.Random(seed).sample(others, len(others)))


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_of_very_many_cases() -> None:
    promises = [*all_promises(), *following_promises()]
    histories = draw_histories(7, VERY_MANY, promises, YEARS, USUAL, LATER)
    agree(histories, [*promises[1:], promises[0]])


def test_of_the_proofs_histories_as_the_clock_judges_them() -> None:
    know_our_calendars()
    for number in range(500):
        history = random_history(20_261_128, number)
        opening, facts = facts_of(history)
        until = to_time(history.end)

        plain = judge_plainly(opening, facts, opening.promise, until)

        cases = histories_of([opening], facts)
        assert judge(cases, cases.promised, until).of(0) == plain, (opening, facts)
        events = [one.event.data for one in fold(history)]
        deadline = fold_events(
            one for one in events if isinstance(one, DeadlineEvent) and one.goal == "first_response"
        )
        assert deadline
        assert (deadline.due_at, deadline.verdict) == (plain.due_at, clocks_word(plain.verdict))


def facts_of(history: History) -> tuple[Opening, list[Fact]]:
    """The history as a what-if is told of it."""
    opened, *records = records_of(history)
    assert isinstance(opened.data, CaseOpened)
    case = opened.data
    facts = [
        Fact(case.case_id, one.seq, one.recorded_at, kind, *values(kind, one.data))
        for one in records
        if (kind := KIND_OF.get(type(one.data)))
    ]
    facts += [switched(one, [opened, *records]) for one in switches_of(history)]
    facts.sort(key=in_order)
    return Opening(case.case_id, case.opened_at, case.priority, case.promise), facts


def switched(switch: FollowCalendar, records: Sequence[Recorded]) -> Fact:
    """The switch, behind the last event of the case that was recorded by then."""
    last = max(
        (one for one in records if one.recorded_at <= switch.at and one.key == "c"),
        key=lambda one: one.seq,
    )
    at, calendar = switch.at, switch.calendar
    return Fact("c", last.seq, last.recorded_at, "followed-calendar", at, calendar=calendar)


def values(kind: FactKind, event: object) -> tuple[datetime, str | None]:
    """When it happened, and the new priority."""
    at: datetime = getattr(event, WHEN[kind])
    priority: str | None = getattr(event, "new", None)
    return at, priority


def clocks_word(verdict: str) -> str | None:
    """The verdict as a deadline has it."""
    words = {"open": None, "excluded": "cancelled", "closed": "cancelled"}
    return words.get(verdict, verdict)


def test_of_a_case_with_more_facts_than_a_column_is_worth() -> None:
    opened = datetime(2026, 3, 2, 14, tzinfo=UTC)
    opening = Opening("long", opened, "P2", promise_of())
    turns: list[FactKind] = ["information-requested", "information-provided"]
    facts = [
        Fact("long", seq, at := opened + timedelta(minutes=seq), turns[seq % 2], at)
        for seq in range(FACTS_AT_MOST + 10)
    ]
    short = Opening("short", opened, "P2", promise_of())
    histories = histories_of([opening, short], facts)

    judged = judge(histories, histories.promised, UNTIL)

    assert judged.plainly == 1
    assert agree(histories, histories.promised) == {"breached": 2}
    assert judged.of(0).due_at != judged.of(1).due_at


def test_both_refuse_what_is_due_after_the_years_that_a_calendar_knows() -> None:
    promise = promise_of()
    opening = Opening("late", datetime(2199, 12, 31, 23, tzinfo=UTC), "P2", promise)
    histories = histories_of([opening], [])
    with pytest.raises(BeyondCalendar):
        judge_plainly(opening, [], promise, UNTIL)
    with pytest.raises(BeyondCalendar):
        judge(histories, histories.promised, UNTIL)


def test_a_claim_that_was_accepted_later_counts_and_nothing_else_does() -> None:
    opened, answered = UNTIL - timedelta(hours=3), UNTIL - timedelta(hours=2.5)
    openings = [Opening(case_id, opened, "P1", promise_of()) for case_id in ("claimed", "late")]
    later = UNTIL + timedelta(hours=1)
    facts = [
        Fact("claimed", 1, UNTIL - timedelta(hours=1), "responded", answered),
        Fact("claimed", 2, later, "claim-accepted", answered),
        Fact("late", 1, later, "closed", later),
    ]
    verdicts = agree(histories_of(openings, facts), [openings[0].promise])
    assert verdicts == {"withdrawn": 1, "breached": 1}


def test_what_was_recorded_later_is_left_out() -> None:
    opening = Opening("c", UNTIL - timedelta(minutes=10), "P1", promise_of())
    facts = [
        Fact("c", 1, UNTIL, "information-requested", UNTIL),
        Fact("c", 2, UNTIL + timedelta(microseconds=1), "responded", UNTIL),
    ]
    assert agree(histories_of([opening], facts), [opening.promise]) == {"open": 1}
    assert agree(histories_of([opening], []), [opening.promise]) == {"open": 1}
