"""Keeps when each API key was last used, in a table beside the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from events.store.connection import Pool, in_schema

TABLES: Final = (
    "create table {schema}.api_key_use (key_id text primary key, used_at timestamptz not null)",
)
NOTED_EVERY: Final = timedelta(minutes=1)

# The condition is for several instances: each remembers only what it noted itself.
_NOTE = """
insert into {schema}.api_key_use as known (key_id, used_at) values ($1, $2)
on conflict (key_id) do update set used_at = excluded.used_at
where known.used_at <= excluded.used_at - $3::interval
"""
_READ = "select key_id, used_at from {schema}.api_key_use where key_id = any($1::text[])"


class KeyUseTable:
    """The table in one Postgres schema."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool = pool
        self._note, self._read = (in_schema(text, schema) for text in (_NOTE, _READ))

    async def note(self, key_id: str, at: datetime) -> None:
        """Note a use, unless one of the last minute is noted."""
        await self._pool.execute(self._note, key_id, at, NOTED_EVERY)

    async def last_uses(self, key_ids: Sequence[str]) -> Mapping[str, datetime]:
        """Return when these keys were last used; one that was not is left out."""
        rows = await self._pool.fetch(self._read, list(key_ids))
        return {row["key_id"]: row["used_at"] for row in rows}
