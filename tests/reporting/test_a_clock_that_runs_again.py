"""What a promise's row says once its clock runs again after it stood."""

import pytest

from events.catalogue import deadline_events as deadline
from reporting.adapters.history_table import DEADLINE_HISTORY
from reporting.domain.deadline_row import DeadlineRow
from reporting.reactions.project_events import projection_of
from tests.reporting.event_log import HOUR, EventLog, utc
from tests.reporting.slow_fold import rows_at

AT = utc("2026-09-01 12:00")


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
