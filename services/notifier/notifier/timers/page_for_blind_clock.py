"""Pages when the clock service is blind or silent for too long, and resolves the page later."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import httpx

from events.clock import Clock
from events.errors import EventsError
from events.event import Event, Meta
from events.run_forever import Recovery, run_forever
from events.sharding import shard_of
from events.store.connection import Connection
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
from notifier.settings import NotifierSettings
from webapi.tokens import make_token

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
        """Look once; return 1 if a page was raised or resolved."""
        # Before the transaction: a clock service that hangs must hold no connection and no lock.
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
        await run_forever(
            "clock-watch",
            self._look,
            clock=self.clock,
            idle_s=EVERY_S,
            recovery=Recovery(pause_s=EVERY_S, tolerated=(EventsError,)),
        )

    async def _look(self) -> None:
        # Not `step` itself: its 1 would make the loop look again at once.
        await self.step()

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
        # It was open before the lock; another process may have resolved it since.
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


def clock_watch_of(
    settings: NotifierSettings,
    streams: PageStreams,
    open_pages: OpenPages,
    http: httpx.AsyncClient,
    clock: Clock,
) -> PageForBlindClock | None:
    """Return the watch over the clock service; None if the settings do not say how to reach it."""
    if settings.sla_clock_url is None:
        return None
    if settings.jwt_secret is None and settings.sla_clock_token is None:
        return None

    def token() -> str:
        if settings.sla_clock_token:
            return settings.sla_clock_token.get_secret_value()
        return make_token(settings, "service", subject="notifier")

    health = ClockHealth(http, settings.sla_clock_url, token)
    rules = watch_rules_of(settings)
    return PageForBlindClock(health, streams, open_pages, clock, rules)


def watch_rules_of(settings: NotifierSettings) -> WatchRules:
    """Return the limits that the settings give, under their new names or the old one."""
    # The old name may hold the clock's own limit, which is shorter than a blindness worth a page.
    old = settings.blind_after_s and max(5.0, settings.blind_after_s)
    return WatchRules(
        page_after_s=settings.blind_page_after_s or old or WatchRules().page_after_s,
        end_after_s=settings.blind_page_ends_after_s,
    )
