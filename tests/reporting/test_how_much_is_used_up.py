"""How much of its time a case has used up, by the last warning: in its row and on the board."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from events.catalogue import deadline_events as deadline
from events.catalogue.terms import CalendarRef, Target
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


def log_of(
    *events: deadline.DeadlineWarned | deadline.DeadlineMoved | deadline.DeadlineFollowedCalendar,
) -> EventLog:
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


def followed(
    due_at: datetime | None, rest: Target | None = None
) -> deadline.DeadlineFollowedCalendar:
    before = CalendarRef(calendar_id="shop", version=1, zone="Europe/Berlin")
    return deadline.DeadlineFollowedCalendar(
        case_id="c",
        goal="first_response",
        calendar_before=before,
        calendar=replace(before, version=2),
        old_due_at=AT + HOUR,
        due_at=due_at,
        budget_s=rest.amount if rest else 3600,
        counting_from=AT,
        moved_at=AT + HOUR / 2,
        rest=rest,
    )


@pytest.mark.rule("CP-25")
def test_a_later_calendar_moves_the_due_time_and_keeps_what_was_warned_of() -> None:
    row = row_of(log_of(warned(0.5), followed(AT + 3 * HOUR)))
    assert (row.due_at, row.budget_s, row.warned_fraction) == (AT + 3 * HOUR, 3600, 0.5)
    assert row.moved == 0
    assert row_of(log_of(followed(None))).due_at is None


@pytest.mark.rule("CP-25")
def test_of_what_was_left_by_the_earlier_calendar_as_much_is_used_up_as_before() -> None:
    rest = Target(amount=1800, unit="seconds", counts="working-time")
    row = row_of(log_of(warned(0.5), followed(AT + HOUR, rest)))
    assert (row.due_at, row.budget_s, row.warned_fraction) == (AT + HOUR, 1800, 0.5)


async def test_the_board_shows_it_while_the_clock_runs(reports: Reports) -> None:
    log = log_of(warned(0.5), warned(0.9))
    log.opens("other", AT, due_after=HOUR)
    await reports.take(log)
    reports.clock.move_to(AT + 0.95 * HOUR)
    page = (await reports.get("/")).text
    assert page.count("warned at 90 %") == 1
    # By the wall clock, and so "due in": what is left of a target in working hours may be less.
    assert page.count(">due in 3 min<") == 2

    log.breaches("c", AT + HOUR)
    await reports.take(log)
    assert "warned at" not in (await reports.get("/")).text
