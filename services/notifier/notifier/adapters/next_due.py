"""Tells when the notifier next has something to do: for a sandbox, whose clock goes there."""

from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Pool, in_schema
from events.timers.timers import Timers
from notifier.adapters.missed_covers import UNPAGED

# A page that waits for the rest of a log is due as soon as that has been read; one for a P1 that
# nobody has, as soon as nothing else about it rings.
_NEXT = f"""
select least(
    (select min(attempt.next_try_at) from {{schema}}.attempt join {{schema}}.page using (page_id)
        where attempt.status in ('queued', 'unknown') and page.status in ('raised', 'exhausted')
            and attempt.next_try_at < 'infinity'),
    (select {{schema}}.store_now(null) where exists (select from {{schema}}.page_wanted)
        or exists (select from {UNPAGED} and missed.breach_id is not null)))
"""  # noqa: S608  constants


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
