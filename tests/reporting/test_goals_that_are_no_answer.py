"""Goals that a vendor promises beside the answer are no response targets: no figure, list or review
counts them, and the page of a case tells them apart.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue import deadline_events as deadline
from events.catalogue.terms import Goal
from reporting.domain.explained_goal import GoalState
from tests.reporting.conftest import Reports
from tests.reporting.event_log import CALENDAR, TARGET, EventLog
from tests.reporting.test_case_page_bars import GOAL, shown

AT = datetime(2026, 10, 5, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("goal", ["next_update", "workaround", "resolution"])
async def test_another_goal_that_was_missed_is_counted_nowhere(
    reports: Reports, log: EventLog, goal: Goal
) -> None:
    log.opens("c0", AT, priority="P1")
    log.meets("c0", AT + HOUR / 2, AT + HOUR)
    about = f"deadline-c0-{goal}"
    started = deadline.DeadlineStarted(
        case_id="c0",
        customer_id="acme",
        number="C-c0",
        goal=goal,
        priority="P1",
        plan="gold",
        terms_version="five-goals.1",
        calendar=CALENDAR,
        target=TARGET,
        started_at=AT,
        due_at=AT + HOUR,
        budget_s=3600,
    )
    log.tell("sla-clock", about, "c0", started, AT)
    breached = deadline.DeadlineBreached(
        case_id="c0",
        customer_id="acme",
        number="C-c0",
        goal=goal,
        priority="P1",
        plan="gold",
        due_at=AT + HOUR,
        breached_at=AT + HOUR,
        detected_at=AT + HOUR,
        late_by_s=0.0,
        paused_s=0,
        excused_s=0,
    )
    log.tell("sla-clock", about, "c0", breached, AT + HOUR)
    await reports.take(log)

    answer = await reports.get("/v1/attainment?by=priority", "analyst")
    counted = [one["targets"] for one in answer.json()["items"]]
    assert [(one["met"], one["missed"]) for one in counted] == [(1, 0)]
    (case,) = (await reports.get("/v1/cases", "agent")).json()["items"]
    assert (case["first_response"]["goal"], case["first_response"]["verdict"]) == (
        "first_response",
        "met",
    )


@pytest.mark.parametrize(
    ("goal", "state", "name", "mark"),
    [
        ("next_update", "met", "Next update", "✓ written"),
        ("workaround", "met", "Workaround", "✓ worked around"),
        ("resolution", "breached", "Resolution", "✕ solved"),
    ],
)
async def test_the_page_of_a_case_names_the_goal_and_what_met_it(
    reports: Reports, log: EventLog, goal: str, state: GoalState, name: str, mark: str
) -> None:
    ended = GOAL.due_at if state == "breached" else GOAL.now
    assert ended
    one = replace(
        GOAL, goal=goal, state=state, answered_at=ended + HOUR / 4, recorded_at=ended + HOUR / 4
    )
    page = await shown(reports, log, one)
    assert f"<h2>{name}</h2>" in page
    assert mark in page
