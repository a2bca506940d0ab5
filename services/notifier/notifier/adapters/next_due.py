"""Tells when the notifier next has something to do: for a sandbox, whose clock goes there."""

from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Pool, in_schema
from events.timers.timers import Timers

# A page that waits for the rest of a log is due as soon as that has been read.
_NEXT = """
select least(
    (select min(attempt.next_try_at) from {schema}.attempt join {schema}.page using (page_id)
        where attempt.status in ('queued', 'unknown') and page.status in ('raised', 'exhausted')
            and attempt.next_try_at < 'infinity'),
    (select {schema}.store_now(null) where exists (select from {schema}.page_wanted)))
"""


@dataclass(frozen=True, slots=True)
class NextDue:
    """Asks the tables: what is sent next, and which timer fires next."""

    pool: Pool
    schema: str
    timers: Timers

    async def read(self) -> datetime | None:
        """Return the soonest instant; None if there is none."""
        sending: datetime | None = await self.pool.fetchval(in_schema(_NEXT, self.schema))
        timer = await self.timers.next_due(self.pool)
        return min([at for at in (sending, timer) if at is not None], default=None)
