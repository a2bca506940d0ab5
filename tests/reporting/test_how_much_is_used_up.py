"""How much of its time a case has used up, by the last warning: in its row and on the board."""

from datetime import timedelta

import pytest

from events.catalogue import deadline_events as deadline
from events.catalogue.terms import Target
from reporting.adapters.history_table import DEADLINE_HISTORY
from reporting.domain.deadline_row import DeadlineRow
from reporting.reactions.project_events import projection_of
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc
from tests.reporting.slow_fold import rows_at

AT = utc("2026-11-16 12:00")


def warned(fraction: float) -> deadline.DeadlineWarned:
    when = AT + fraction * HOUR
    return deadline.DeadlineWarned(
        case_id="c",
        customer_id="acme",
        number="C-c",
        goal="first_response",
        priority="P3",
        plan="gold",
        fraction=fraction,
        warned_at=when,
        detected_at=when,
        due_at=AT + HOUR,
        warns_at=(0.5, 0.75, 0.9),
    )


def log_of(*events: deadline.DeadlineWarned | deadline.DeadlineMoved) -> EventLog:
    log = EventLog()
    log.opens("c", AT, due_after=HOUR)
    for event in events:
        log.about_deadline("c", event, AT)
    return log


def row_of(log: EventLog) -> DeadlineRow:
    (row,) = rows_at(projection_of(DEADLINE_HISTORY), log.events, None)
    assert isinstance(row, DeadlineRow)
    return row


def moved(due_in: timedelta, budget_s: int) -> deadline.DeadlineMoved:
    return deadline.DeadlineMoved(
        case_id="c",
        goal="first_response",
        priority="P2",
        target=Target(amount=budget_s, unit="seconds", counts="always"),
        moved_at=AT + HOUR / 2,
        due_at=AT + due_in,
        budget_s=budget_s,
        reason="priority-raised",
    )


def test_a_row_says_the_last_part_that_was_warned_of() -> None:
    assert row_of(log_of()).warned_fraction is None
    row = row_of(log_of(warned(0.5), warned(0.75), warned(0.9)))
    assert (row.warned_fraction, row.warned_at) == (0.9, AT + 0.9 * HOUR)


@pytest.mark.parametrize(
    ("change", "fraction"),
    [(moved(2 * HOUR, 7200), None), (moved(HOUR, 7200), None), (moved(HOUR, 3600), 0.5)],
)
def test_only_where_the_same_target_governs_does_it_hold_after_a_change_of_priority(
    change: deadline.DeadlineMoved, fraction: float | None
) -> None:
    assert row_of(log_of(warned(0.5), change)).warned_fraction == fraction


async def test_the_board_shows_it_while_the_clock_runs(reports: Reports) -> None:
    log = log_of(warned(0.5), warned(0.9))
    log.opens("other", AT, due_after=HOUR)
    await reports.take(log)
    reports.clock.move_to(AT + 0.95 * HOUR)
    page = (await reports.get("/")).text
    assert page.count("90 % used up") == 1
    # By the wall clock, and so "due in": what is left of a target in working hours may be less.
    assert page.count(">due in 3 min<") == 2

    log.breaches("c", AT + HOUR)
    await reports.take(log)
    assert "used up" not in (await reports.get("/")).text
