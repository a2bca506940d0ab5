"""Rows with history: the same from any batches, any repetition and any interleaving of
partitions.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.event import Recorded
from events.store.connection import in_schema
from reporting.adapters.history_table import HISTORY_BY_OWNER, HistoryTable
from reporting.adapters.read_history import read_rows
from reporting.adapters.read_schema import HISTORY_TABLES
from reporting.projections.projection import Projection, Version
from reporting.reactions.project_events import projection_of
from reporting.settings import SCHEMA
from tests.reporting.conftest import Reports
from tests.reporting.event_log import DAY, EventLog, utc
from tests.reporting.random_vendor import tell_a_year
from tests.reporting.slow_fold import rows_at, versions

START = utc("2026-01-05 12:00")
VENDOR = tell_a_year(11, START, customers=2, cases=12, days=30, missed=0.4)
PROJECTIONS: tuple[Projection[Any], ...] = tuple(map(projection_of, HISTORY_TABLES))


def partitions(events: Iterable[Recorded]) -> list[list[Recorded]]:
    """The events by owner and shard, in order."""
    parts: dict[tuple[str, int], list[Recorded]] = {}
    for event in events:
        parts.setdefault((event.source, event.shard), []).append(event)
    return list(parts.values())


@st.composite
def interleavings(
    draw: st.DrawFn, events: Sequence[Recorded] = tuple(VENDOR.events)
) -> list[Recorded]:
    """The events in any order that keeps the order within each owner's shard."""
    waiting = [list(part) for part in partitions(events)]
    mixed: list[Recorded] = []
    while waiting:
        part = waiting[draw(st.integers(0, len(waiting) - 1))]
        mixed.append(part.pop(0))
        waiting = [each for each in waiting if each]
    return mixed


@given(mixed=interleavings())
@settings(max_examples=40, deadline=None)
def test_rows_are_the_same_for_any_interleaving_of_partitions(mixed: list[Recorded]) -> None:
    for projection in PROJECTIONS:
        assert versions(projection, mixed) == versions(projection, VENDOR.events)


@pytest.mark.parametrize("table", HISTORY_TABLES, ids=lambda table: table.name)
def test_every_event_applied_twice_is_as_good_as_once(table: HistoryTable[Any]) -> None:
    doubled = [event for event in VENDOR.events for _ in (1, 2)]
    assert versions(projection_of(table), doubled) == versions(projection_of(table), VENDOR.events)


@pytest.mark.parametrize("table", HISTORY_TABLES, ids=lambda table: table.name)
def test_a_row_holds_from_one_event_to_the_next(table: HistoryTable[Any]) -> None:
    held = sorted(
        versions(projection_of(table), VENDOR.events).values(),
        key=lambda version: (version.key, version.seq),
    )
    for before, after in pairwise(held):
        if before.key == after.key:
            assert (before.until_seq, before.valid_to) == (after.seq, after.valid_from)
        else:
            assert (before.until_seq, before.valid_to) == (None, None)


def test_each_table_takes_from_one_owner_only() -> None:
    tables = [table.name for tables in HISTORY_BY_OWNER.values() for table in tables]
    assert sorted(tables) == sorted({table.name for table in HISTORY_TABLES})
    for owner, theirs in HISTORY_BY_OWNER.items():
        foreign = [event for event in VENDOR.events if event.source != owner]
        assert all(
            projection_of(table).key_of(event) is None for table in theirs for event in foreign
        )


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_the_tables_hold_what_the_fold_says_for_any_size_of_batch(
    reports: Reports, size: int
) -> None:
    for part in partitions(VENDOR.events):
        for begin in range(0, len(part), size):
            await reports.take_events(part[begin : begin + size])
    for table in HISTORY_TABLES:
        assert await _stored(reports, table) == versions(projection_of(table), VENDOR.events)


async def test_applying_the_log_again_changes_nothing(reports: Reports) -> None:
    await reports.take(VENDOR)
    before = [await _stored(reports, table) for table in HISTORY_TABLES]
    await reports.take(VENDOR)
    assert [await _stored(reports, table) for table in HISTORY_TABLES] == before


async def test_rows_are_read_as_they_stood_at_any_instant(reports: Reports) -> None:
    await reports.take(VENDOR)
    for days in (0, 3, 11, 24, 60):
        at = START + days * DAY
        for table in HISTORY_TABLES:
            async with reports.pool.acquire() as connection:
                read = await read_rows(connection, SCHEMA, table, at)
            assert read == rows_at(projection_of(table), VENDOR.events, at)


async def test_of_two_events_of_one_instant_only_the_later_is_seen(
    reports: Reports, log: EventLog
) -> None:
    at = utc("2026-07-01 12:00")
    log.opens("c", at)
    log.resolves("c", at)
    await reports.take(log)
    (line,) = (await reports.review("2026-Q3", as_of=at)).cases
    assert line.status == "resolved"


async def test_no_text_of_a_person_is_kept_but_what_a_case_is_about(
    reports: Reports, log: EventLog
) -> None:
    at = utc("2026-07-01 12:00")
    log.opens("c", at)
    log.answers("c", at)
    log.pages("p", "c", at)
    await reports.take(log)
    for table in (*(table.name for table in HISTORY_TABLES), "case_subject"):
        rows = await reports.pool.fetch(
            in_schema(f"select t::text as said from {{schema}}.{table} t", SCHEMA)
        )
        assert rows
        assert not [row for row in rows if "SECRET" in row["said"]]


async def _stored(
    reports: Reports, table: HistoryTable[Any]
) -> dict[tuple[str, int], Version[Any]]:
    records = await reports.pool.fetch(in_schema(f"select * from {{schema}}.{table.name}", SCHEMA))
    return {(version.key, version.seq): version for version in map(table.version, records)}
