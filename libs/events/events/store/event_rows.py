"""Writes rows of the event table by COPY, in which Postgres takes a batch faster than by any insert."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from events.store.connection import Connection

EVENT_COLUMNS = (
    "shard", "seq", "stream", "version", "key", "event_id", "type", "schema_version", "data", "meta",
    "occurred_at", "recorded_at", "hash",
)  # fmt: skip

EventRow = tuple[int, int, str, int, str, UUID, str, int, str, str, datetime, datetime, bytes]
"""The values of EVENT_COLUMNS; data and meta are JSON, times are aware."""


async def add_events(tx: Connection, schema: str, rows: Iterable[EventRow]) -> None:
    """Add rows in the caller's transaction. Raises asyncpg.UniqueViolationError where one is there already."""
    await tx.copy_records_to_table(
        "es_event", schema_name=schema, columns=EVENT_COLUMNS, records=rows
    )
