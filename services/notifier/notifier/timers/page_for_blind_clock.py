"""Pages when the clock service has been blind or silent for too long, and resolves that page when it sees again."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import structlog

from events.clock import Clock
from events.errors import EventsError
from events.event import Event, Meta
from events.sharding import shard_of
from events.store.connection import Connection
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from notifier.adapters.clock_health import ClockHealth
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_stream import PageStreams, page_append
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.escalate_page import Moment
from notifier.domain.freeze_page import page_for_blind_clock
from notifier.domain.page import Page
from notifier.domain.page_on_call import ACTOR
from notifier.domain.raise_page import RaisePage, raise_page
from notifier.domain.resolve_page import ResolvePage, resolve_page
from notifier.domain.watch_clock import Sight, WatchRules, blind_page_id, look

_log = structlog.get_logger(__name__)

EVERY_S = 5.0


@dataclass(slots=True)
class PageForBlindClock:
    """One watch a process; of several processes one page comes."""

    sight: ClockHealth
    streams: PageStreams
    open_pages: OpenPages
    clock: Clock
    rules: WatchRules
    _seen: Sight = field(default_factory=Sight)

    async def step(self) -> int:
        """Look once; returns 1 where a page was raised or resolved."""
        sees = await self.sight.sees()
        self._seen, verdict = look(
            self._seen, sees=sees, at=self.clock.monotonic(), rules=self.rules
        )
        if verdict == "wait":
            return 0
        async with self.streams.store.transaction() as tx:
            last, is_open = await self.open_pages.last_about_clock(tx)
            if verdict == "relieve":
                return await self._relieve(tx, last) if last and is_open else 0
            return 0 if is_open else await self._raise(tx, blind_page_id(last))

    async def run(self) -> None:
        """Look every few seconds, until cancelled; trouble that passes is logged."""
        while True:
            try:
                await self.step()
            except (EventsError, *DATABASE_ERRORS) as trouble:
                if not isinstance(trouble, EventsError) and not database_is_gone(trouble):
                    raise
                _log.error("watching-the-clock-held-up", error=type(trouble).__name__)
            await self.clock.sleep(EVERY_S)

    async def _raise(self, tx: Connection, page_id: str) -> int:
        page, version, now = await self._locked(tx, page_id)
        directory = await read_directory(tx, self.streams.schema)
        raised = page_for_blind_clock(page_id, directory, now)
        events = raise_page(
            RaisePage(raised=raised, moment=Moment(now=now, planned=now), directory=directory), page
        )
        return await self._append(tx, page_id, version, events, now)

    async def _relieve(self, tx: Connection, page_id: str) -> int:
        page, version, now = await self._locked(tx, page_id)
        if page.status == "resolved":
            return 0
        events = resolve_page(ResolvePage(by=ACTOR, reason="clock-sees-again", now=now), page)
        return await self._append(tx, page_id, version, events, now)

    async def _locked(self, tx: Connection, page_id: str) -> tuple[Page, int, datetime]:
        now = await self.streams.lock(tx, shard_of(page_id, self.streams.store.shards))
        return *await self.streams.read(tx, page_id, page_id), now

    async def _append(
        self, tx: Connection, page_id: str, version: int, events: list[Event], now: datetime
    ) -> int:
        if not events:
            return 0
        meta = Meta(correlation_id=uuid4().hex, actor=ACTOR)
        await self.streams.append(tx, [page_append(page_id, page_id, version, events, (now, meta))])
        return 1
