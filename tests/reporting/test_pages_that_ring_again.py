"""Who has a page now: nobody, once it rings again, is sent on, or has a chain at last."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue import page_events as page
from events.event import Event
from notifier.domain.page import INITIAL, PageEvent, evolve
from reporting.adapters.history_table import PAGE_HISTORY
from reporting.adapters.read_board import read_board
from reporting.adapters.read_queue import Slot
from reporting.domain.page_row import PageRow
from reporting.reactions.project_events import projection_of
from tests.reporting.conftest import Reports
from tests.reporting.event_log import EventLog, utc
from tests.reporting.slow_fold import rows_at

AT = utc("2026-09-01 12:00")
LATER = AT + timedelta(minutes=30)
RINGS_AGAIN = page.PageRungAgain(
    page_id="p",
    reason="no-answer",
    acknowledged_by="eva",
    acknowledged_at=AT,
    at=LATER,
    personal=page.PageNote(text="SECRET NOTE"),
)
ESCALATED = page.PageEscalated(page_id="p", by="tom", at=LATER)
EXHAUSTED = page.PageExhausted(page_id="p", at=AT)
ROUTED = page.PageRouted(
    page_id="p", policy_id="nights", steps=(), ring_again_after_s=None, at=LATER
)


def taken_by(engineer_id: str) -> page.PageAcknowledged:
    """Somebody has the page."""
    return page.PageAcknowledged(page_id="p", by=engineer_id, via="api", at=AT)


RESOLVED = page.PageResolved(page_id="p", by="intake", reason="case-answered", at=LATER)
AFTER_RAISED: tuple[PageEvent, ...] = (
    RINGS_AGAIN,
    ESCALATED,
    EXHAUSTED,
    ROUTED,
    taken_by("eva"),
    taken_by("tom"),
    RESOLVED,
)


def row_after(*events: Event) -> PageRow:
    """The row of a page that was raised, and of which `events` were recorded then."""
    log = EventLog()
    log.pages("p", "c", AT)
    for event in events:
        log.tell("notifier", "page-p", "c", event, LATER)
    (row,) = rows_at(projection_of(PAGE_HISTORY), log.events, None)
    assert isinstance(row, PageRow)
    return row


@pytest.mark.parametrize("event", [RINGS_AGAIN, ESCALATED])
def test_an_acknowledged_page_that_calls_again_is_in_nobodys_hands(event: Event) -> None:
    row = row_after(taken_by("eva"), event)
    assert (row.state, row.held_by) == ("raised", None)
    assert (row.acknowledged_by, row.acknowledged_at) == ("eva", AT)


def test_a_page_is_held_by_the_last_one_who_took_it_and_counted_by_the_first() -> None:
    row = row_after(taken_by("eva"), RINGS_AGAIN, taken_by("tom"))
    assert (row.state, row.held_by, row.acknowledged_by, row.rings) == (
        "acknowledged",
        "tom",
        "eva",
        1,
    )


def test_a_page_whose_chain_ended_calls_again_when_it_rings_or_is_routed() -> None:
    assert row_after(EXHAUSTED).state == "exhausted"
    assert row_after(EXHAUSTED, RINGS_AGAIN).state == "raised"
    assert row_after(EXHAUSTED, ROUTED) == replace(
        row_after(EXHAUSTED), state="raised", policy_id="nights"
    )


@given(st.lists(st.sampled_from(AFTER_RAISED), max_size=6))
def test_reporting_and_the_notifier_agree_on_what_a_page_is(events: list[PageEvent]) -> None:
    log = EventLog()
    log.pages("p", "c", AT)
    state = evolve(INITIAL, log.events[0].data)  # type: ignore[arg-type]  # a PageRaised
    for event in events:
        state = evolve(state, event)
    row = row_after(*events)
    assert row.state == state.status
    if row.state == "acknowledged":
        assert row.held_by == state.acknowledged_by


async def test_the_board_names_who_has_a_page_now(reports: Reports, log: EventLog) -> None:
    log.opens("c", AT)
    log.pages("p", "c", AT, acknowledged_after=timedelta(minutes=1))
    log.tell("notifier", "page-p", "c", RINGS_AGAIN, LATER)
    await reports.take(log)
    reader = reports.reports()
    async with reader.reading() as snapshot:
        board = await read_board(snapshot.connection, reader, Slot())
    assert [(row.state, row.held_by) for row in board.pages] == [("raised", None)]
    shown = (await reports.get("/")).text
    assert "not acknowledged" in shown
    assert "acknowledged by eva" not in shown
