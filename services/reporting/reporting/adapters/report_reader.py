"""Gives pages and API one way to read: in one snapshot, by the vendor's time and zone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.review_cadence import ReviewCadences
from careplans.terms import TermsCatalogue
from events.catalogue.entry import Owner
from events.clock import Clock
from events.store.connection import Connection, Pool
from reporting.adapters.account_of_period import account_of
from reporting.adapters.history_table import HISTORY_BY_OWNER
from reporting.adapters.queue_ranks import QueueRanks
from reporting.adapters.read_knowledge import read_unjudged
from reporting.adapters.read_positions import positions_at, read_positions
from reporting.adapters.read_review import ReviewReader, ReviewSlots
from reporting.domain.draw_review import Material, draw_review
from reporting.domain.errors import AsOfInFuture, NotKnownYet, PeriodNotBegun
from reporting.domain.knowledge import Knowledge, KnownByOwner, earliest, judge_sight
from reporting.domain.period import Period, quarter_of, read_period
from reporting.domain.plan_terms import plans_in
from reporting.domain.review import Position, Review

AHEAD = timedelta(seconds=5)
"""How far the clocks of two honest machines may be apart: an instant so little ahead is waited for,
not refused.
"""
_LOOK_AGAIN_S = 0.05


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables at the same positions, and up to when each owner's facts were known before."""

    connection: Connection
    known: KnownByOwner


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReader:
    """What reviews, boards and lists are drawn from.

    `clock` says what time it is for ages and for periods that are not over, `zone` is the vendor's,
    `topics` are their full names. `known` says up to when all that each owner recorded is applied;
    an instant that is not known yet is waited for `wait_s` seconds. Long exports read from
    `exports`, a pool of their own. `ranks` says whose case comes first among equals (CP-21),
    `cadences` how often a plan is reviewed (CP-29), `terms` what it gives besides.
    """

    pool: Pool
    exports: Pool
    schema: str
    consumer: str
    clock: Clock
    zone: ZoneInfo
    topics: Mapping[Owner, str]
    known: Callable[[], KnownByOwner]
    ranks: QueueRanks
    cadences: ReviewCadences
    terms: TermsCatalogue
    wait_s: float = 1.5

    async def review(
        self,
        customer_id: str,
        period: str,
        as_of: datetime | None,
        slots: ReviewSlots | None = None,
    ) -> Review:
        """Return the review of a customer's period, drawn as of an instant, or now.

        Raises PeriodUnreadable, PeriodNotBegun, CustomerUnknown, AsOfInFuture, NotKnownYet.
        """
        stretch = read_period(period, self.zone)
        if self.clock.now() < stretch.start:
            raise PeriodNotBegun(stretch.name, stretch.start)
        # Before a connection is taken: the wait would hold it, and a snapshot does not move on.
        await self.wait_until_known(as_of)
        async with self.reading() as snapshot:
            reader = self.reader(snapshot.connection, customer_id, stretch, as_of)
            material = await self._material(reader, slots or ReviewSlots())
            known = await self.knowledge(snapshot, customer_id)
        return draw_review(material, stretch, as_of=as_of, known=known)

    def reader(
        self, connection: Connection, customer_id: str, period: Period, as_of: datetime | None
    ) -> ReviewReader:
        """Return the reader of one customer's period."""
        return ReviewReader(connection, self.schema, customer_id, period, as_of, self.clock.now())

    @asynccontextmanager
    async def reading(self, known: KnownByOwner | None = None) -> AsyncIterator[Snapshot]:
        """Yield a snapshot: a transaction that sees all tables at the same positions.

        `known` is what was known before something else was read, which the snapshot speaks about,
        too.
        """
        # Asked before the snapshot is taken: its rows hold at least everything up to then.
        known = known or self.known()
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Snapshot(connection, known)

    async def knowledge(self, snapshot: Snapshot, customer_id: str | None = None) -> Knowledge:
        """Return what the snapshot's rows are known to hold.

        With a customer, only its own unjudged targets are counted; whether the clock sees is judged
        by all customers' targets.
        """
        now = self.clock.now()
        unjudged = await read_unjudged(snapshot.connection, self.schema, now)
        seen = judge_sight(snapshot.known, unjudged, now)
        return (
            seen
            if customer_id is None
            else await self._of_customer(snapshot.connection, seen, customer_id)
        )

    async def wait_until_known(self, as_of: datetime | None) -> None:
        """Wait until everything recorded by `as_of` is known. Raises AsOfInFuture, NotKnownYet."""
        if as_of is None:
            return
        if as_of > self.clock.now() + AHEAD:
            raise AsOfInFuture(as_of)
        for _ in range(round(self.wait_s / _LOOK_AGAIN_S)):
            if self.is_known(as_of):
                return
            await asyncio.sleep(_LOOK_AGAIN_S)
        # Once more: it may have become known during the last sleep.
        if not self.is_known(as_of):
            raise NotKnownYet(as_of, earliest(self.known()))

    def is_known(self, instant: datetime) -> bool:
        """Return whether every fact recorded by then, by any owner, is in the tables."""
        known = earliest(self.known())
        return known is not None and instant <= known

    def quarter(self) -> str:
        """Return the name of the current quarter."""
        return quarter_of(self.clock.now(), self.zone)

    async def _material(self, reader: ReviewReader, slots: ReviewSlots) -> Material:
        customer, terms = await reader.customer(), await reader.terms()
        return Material(
            customer=customer,
            account=await account_of(reader, customer, terms, self.terms),
            plans=plans_in(reader.period, terms),
            cadences=self.cadences,
            counts=await reader.counts(),
            lists=await reader.lists(slots),
            pager=await reader.pager(),
            positions=await self._positions(reader.connection, reader.as_of),
        )

    async def _positions(
        self, connection: Connection, as_of: datetime | None
    ) -> tuple[Position, ...]:
        if as_of is None:
            return await read_positions(connection, self.schema, self.consumer)
        return await positions_at(connection, self.schema, HISTORY_BY_OWNER, self.topics, as_of)

    async def _of_customer(
        self, connection: Connection, seen: Knowledge, customer_id: str
    ) -> Knowledge:
        mine = await read_unjudged(connection, self.schema, seen.drawn_at, customer_id)
        return replace(seen, due_not_judged=mine.count)
