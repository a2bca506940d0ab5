"""Rows in memory, folded from a log one event at a time: what the tables must agree with."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from events.event import Recorded
from reporting.projections.projection import Projection, Version, project

Row = TypeVar("Row")


def versions(
    projection: Projection[Row], events: Iterable[Recorded]
) -> dict[tuple[str, int], Version[Row]]:
    """All versions of all rows, by key and seq."""
    held: dict[tuple[str, int], Version[Row]] = {}
    for event in events:
        current = {version.key: version for version in held.values() if version.until_seq is None}
        held |= {
            (version.key, version.seq): version for version in project(projection, current, [event])
        }
    return held


def rows_at(
    projection: Projection[Row], events: Iterable[Recorded], at: datetime | None
) -> list[Row]:
    """The rows after the events that were recorded by `at`, by key; None: after all."""
    rows: dict[str, Row] = {}
    for event in events:
        key = projection.key_of(event)
        if key is not None and (at is None or event.recorded_at <= at):
            row = projection.evolve(rows.get(key), event)
            if row is not None:
                rows[key] = row
    return [rows[key] for key in sorted(rows)]
