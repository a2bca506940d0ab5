"""Goals that only some vendors promise (next update, workaround, resolution) page by rules of their
own: where no rule names them they page nobody, and they say nothing of the first answer.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Goal, Target
from events.event import Event, Meta, Recorded
from notifier.domain.freeze_page import is_routed
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.reactions.findings import (
    case_after,
    due_times_of,
    is_needed,
    look_through,
    missed_covers_of,
    page_wanted,
    relief_of,
)
from tests.notifier.night import RULE, Night, breached, good, opened

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = case.MessageText(text="text")
CAUSE = UUID(int=7)
GOALS: tuple[Goal, ...] = ("next_update", "workaround", "resolution")
BREACHED = replace(breached("1", NOW), goal="resolution")
WARNED = deadline.DeadlineWarned(
    case_id="1",
    customer_id="lakeside",
    number="CS-1",
    goal="resolution",
    priority="P1",
    plan="gold",
    fraction=0.75,
    warned_at=NOW,
    detected_at=NOW,
    due_at=NOW + HOUR,
)
MET = deadline.DeadlineMet(
    case_id="1", goal="resolution", met_at=NOW, due_at=NOW, counted_s=0, paused_s=0, excused_s=0
)
LATE = deadline.DeadlineAnsweredLate(
    case_id="1", goal="resolution", answered_at=NOW, recorded_at=NOW, due_at=NOW, late_by_s=0
)
CANCELLED = deadline.DeadlineCancelled(
    case_id="1", goal="resolution", cancelled_at=NOW, reason="priority-lowered"
)


def recorded(event: Event) -> Recorded:
    return Recorded(
        source="sla-clock",
        shard=0,
        seq=1,
        stream="s",
        version=1,
        key="1",
        event_id=CAUSE,
        data=event,
        meta=Meta(correlation_id="c"),
        occurred_at=NOW,
        recorded_at=NOW,
    )


@pytest.mark.parametrize(
    ("goal", "warned", "late", "words"),
    [
        ("next_update", "next-update-warned", "next-update-breached", "to write to the customer"),
        ("workaround", "workaround-warned", "workaround-breached", "to work around it"),
        ("resolution", "resolution-warned", "resolution-breached", "to solve it"),
    ],
)
def test_each_goal_pages_for_a_reason_of_its_own(
    goal: Goal, warned: PageReason, late: PageReason, words: str
) -> None:
    soon = page_wanted(recorded(replace(WARNED, goal=goal)), None)
    over = page_wanted(recorded(replace(BREACHED, goal=goal)), None)
    assert soon
    assert over
    assert (soon.reason, soon.what) == (warned, f"75% of the time {words} is used up")
    assert (over.reason, over.what) == (late, f"the time {words} is over")


@pytest.mark.parametrize("goal", GOALS)
def test_where_no_rule_names_it_nobody_is_paged(goal: Goal) -> None:
    for missed in (WARNED, BREACHED):
        page = page_wanted(recorded(replace(missed, goal=goal)), None)
        assert page
        assert not is_routed(page, OnCallDirectory())


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (MET, "goal-reached"),
        (LATE, "goal-reached"),
        (CANCELLED, "deadline-cancelled"),
        (replace(CANCELLED, reason="case-closed"), "case-closed"),
    ],
)
def test_its_pages_end_with_it_and_no_others_do(event: Event, why: str) -> None:
    relief = relief_of(event)
    assert relief
    assert (relief.why, set(relief.reasons)) == (why, {"resolution-warned", "resolution-breached"})


def test_neither_an_answer_nor_a_workaround_ends_the_pages_about_a_solution() -> None:
    answer = case.CaseResponded(
        case_id="1", responder_id="eva", responded_at=NOW, first=True, personal=TEXT
    )
    around = case.WorkaroundProvided(case_id="1", provided_at=NOW, personal=TEXT)
    for event in (answer, around):
        relief = relief_of(event)
        assert relief
        assert not relief.reasons & {"resolution-breached", "next-update-breached"}


def test_its_breach_takes_the_place_of_its_warning() -> None:
    findings = look_through([recorded(WARNED), recorded(BREACHED)], {}, [])
    assert [page.reason for page in findings.wanted] == ["resolution-breached"]


def test_its_page_is_needed_until_the_case_is_over_whoever_answered() -> None:
    page = page_wanted(recorded(BREACHED), None)
    fresh = case_after(None, opened("1", NOW, priority="P3"))
    assert page
    assert fresh
    answer = case.CaseResponded(
        case_id="1", responder_id="eva", responded_at=NOW, first=True, personal=TEXT
    )
    solved = case.CaseResolved(case_id="1", resolved_at=NOW, personal=TEXT)
    assert is_needed(page, case_after(fresh, answer))
    assert not is_needed(page, case_after(fresh, solved))


def test_its_clock_says_nothing_of_when_the_first_answer_is_due_or_of_cover() -> None:
    events: list[Event] = [
        deadline.DeadlinePaused(
            case_id="1", goal="resolution", kind="paused", paused_at=NOW, reason="r"
        ),
        deadline.DeadlineResumed(
            case_id="1", goal="resolution", kind="paused", resumed_at=NOW, due_at=NOW
        ),
        deadline.DeadlineMoved(
            case_id="1",
            goal="resolution",
            priority="P2",
            target=Target(amount=900, unit="seconds", counts="always"),
            moved_at=NOW,
            due_at=NOW,
            budget_s=900,
            reason="priority-raised",
        ),
        BREACHED,
        MET,
    ]
    assert due_times_of([recorded(event) for event in events]) == {}
    assert missed_covers_of([recorded(event) for event in events]) == {}


async def test_a_rule_that_names_a_goal_pages_for_it_once_and_others_page_nobody(
    night: Night,
) -> None:
    await night.define_on_call({**RULE, "reasons": ["p1-opened", "deadline-breached"]})
    for goal in GOALS:
        night.teller.warns("1", goal=goal)
        about_goal = replace(BREACHED, goal=goal)
        night.teller.tell("sla-clock", f"deadline-1-{goal}", "1", about_goal)
    await night.run_due()
    assert (await night.pages(), night.provider.reasons) == ([], [])

    async with night.client() as admin:
        rule = {**RULE, "rule_id": "own", "reasons": ["resolution-breached"]}
        good(await admin.post("/v1/routing-rules", json=rule))
    for goal in GOALS:
        about_goal = replace(BREACHED, case_id="2", goal=goal)
        night.teller.tell("sla-clock", f"deadline-2-{goal}", "2", about_goal)
    await night.run_due()
    assert night.provider.reasons == ["resolution-breached"]
