"""What a promise's row says once its clock runs again after it stood."""

import pytest

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from reporting.adapters.history_table import CASE_HISTORY, DEADLINE_HISTORY
from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.reactions.project_events import projection_of
from tests.reporting.event_log import HOUR, EventLog, utc
from tests.reporting.slow_fold import rows_at

AT = utc("2026-09-01 12:00")
REINSTATED = deadline.DeadlineReinstated(
    case_id="c",
    goal="first_response",
    cancelled_at=AT,
    reinstated_at=AT + HOUR,
    due_at=AT + HOUR,
    budget_s=3_600,
    counting_from=AT,
)


@pytest.mark.parametrize(("named", "budget_s"), [(7200, 7200), (None, 3600)])
def test_the_budget_is_that_of_the_target_that_governs_now(
    named: int | None, budget_s: int
) -> None:
    """What was recorded before version 2 names none: there the one before holds on."""
    log = EventLog()
    log.opens("c", AT, due_after=HOUR)
    paused = deadline.DeadlinePaused(
        case_id="c", goal="first_response", kind="paused", paused_at=AT, reason="asked"
    )
    resumed = deadline.DeadlineResumed(
        case_id="c",
        goal="first_response",
        kind="paused",
        resumed_at=AT + HOUR,
        due_at=AT + 3 * HOUR,
        budget_s=named,
    )
    log.about_deadline("c", paused, AT)
    log.about_deadline("c", resumed, AT + HOUR)
    (row,) = rows_at(projection_of(DEADLINE_HISTORY), log.events, None)
    assert isinstance(row, DeadlineRow)
    assert (row.budget_s, row.due_at) == (budget_s, AT + 3 * HOUR)


def test_an_exclusion_taken_back_leaves_case_and_promise_as_they_were() -> None:
    log = EventLog()
    log.opens("c", AT, due_after=HOUR)
    excluded = case.CaseExcluded(case_id="c", code="non-payment", excluded_at=AT)
    log.about_case("c", excluded, AT)
    cancelled = deadline.DeadlineCancelled(
        case_id="c", goal="first_response", cancelled_at=AT, reason="case-excluded"
    )
    log.about_deadline("c", cancelled, AT)
    words = case.MessageText(text="they did pay")
    included = case.CaseIncluded(case_id="c", included_at=AT + HOUR, answered=False, personal=words)
    log.about_case("c", included, AT + HOUR)
    log.about_deadline("c", REINSTATED, AT + HOUR)

    (row,) = rows_at(projection_of(CASE_HISTORY), log.events, None)
    assert isinstance(row, CaseRow)
    assert (row.status, row.excluded_reason, row.ended_at) == ("open", None, None)
    (promise,) = rows_at(projection_of(DEADLINE_HISTORY), log.events, None)
    assert isinstance(promise, DeadlineRow)
    assert (promise.verdict, promise.verdict_at, promise.excused_reason) == (None, None, None)
    assert (promise.state, promise.due_at) == ("running", AT + HOUR)


def test_a_verdict_of_the_clock_is_not_taken_back_by_an_exclusion() -> None:
    log = EventLog()
    log.opens("c", AT, due_after=HOUR)
    met = deadline.DeadlineMet(
        case_id="c",
        goal="first_response",
        met_at=AT,
        due_at=AT + HOUR,
        counted_s=0,
        paused_s=0,
        excused_s=0,
    )
    log.about_deadline("c", met, AT)
    log.about_deadline("c", REINSTATED, AT + HOUR)

    (promise,) = rows_at(projection_of(DEADLINE_HISTORY), log.events, None)
    assert isinstance(promise, DeadlineRow)
    assert promise.verdict == "met"
