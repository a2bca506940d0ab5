"""A sandbox's clock in one service: what it tells of its time, and how it is moved.

Intake asks and moves the others by these routes. They exist only where TOCSIN_CLOCK is `movable`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StrictInt

from events.catalogue.topics import TOPICS
from events.clock import Clock, SandboxClock
from events.run_forever import Recovery, run_forever
from events.store.sandbox_clock_table import SandboxClockTable
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import RequestBody
from webapi.settings import ServiceSettings

PATH: Final = "/v1/sandbox/clock"
LONGEST_AHEAD: Final = timedelta(days=36_525)
TICK: Final = timedelta(microseconds=1)
_LOOKS_EVERY_S = 0.2


class ClockReading(BaseModel):
    """What a service tells of its time, and of how far it has come with what it has to do.

    `ahead_us`: by how many microseconds its store is ahead of the real time. `written`: how many
    events its log has. `read`: how many it has applied of each log that it follows. `next_due_at`:
    when it next has something to do. `known_until`: up to when it knows all that it follows.
    """

    service: str
    now: datetime
    ahead_us: int
    written: int
    read: dict[str, int]
    next_due_at: datetime | None
    known_until: datetime | None


class Ahead(RequestBody):
    """How far the service's store shall be ahead of the real time, at least."""

    ahead_us: StrictInt = Field(ge=0, le=LONGEST_AHEAD // TICK)


async def _nothing_is_due() -> datetime | None:
    return None


def _nothing_is_known() -> datetime | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxedService:
    """One service of a sandbox.

    `topics`: the full name of each owner's topic of events. `has_log`: whether it is an owner
    itself. `next_due` and `known_until` are what its reading tells.
    """

    name: str
    table: SandboxClockTable
    clock: Clock
    topics: Mapping[str, str]
    has_log: bool
    next_due: Callable[[], Awaitable[datetime | None]]
    known_until: Callable[[], datetime | None]

    async def reading(self) -> ClockReading:
        """Return what the service tells of its time now."""
        owners = {topic: owner for owner, topic in self.topics.items()}
        # In this order: what follows from what was read is among what was written, and what is
        # due comes last, when the events that set it are counted.
        read = await self.table.read()
        state = await self.table.state(has_log=self.has_log)
        return ClockReading(
            service=self.name,
            now=state.now,
            ahead_us=state.ahead // TICK,
            written=state.written,
            read={owners[topic]: count for topic, count in read.items() if topic in owners},
            next_due_at=await self.next_due(),
            known_until=self.known_until(),
        )

    async def move(self, ahead: timedelta) -> None:
        """Be at least so far ahead; never back."""
        # This process first: for a moment it believes to be later than its store says, and takes no
        # watermark for too old that was made before the move.
        if isinstance(self.clock, SandboxClock):
            self.clock.move(ahead)
        await self.table.move(ahead)


def sandboxed_service(
    name: str,
    settings: ServiceSettings,
    table: SandboxClockTable,
    clock: Clock,
    *,
    next_due: Callable[[], Awaitable[datetime | None]] = _nothing_is_due,
    known_until: Callable[[], datetime | None] = _nothing_is_known,
) -> SandboxedService:
    """Return a service as its sandbox's clock knows it."""
    return SandboxedService(
        name=name,
        table=table,
        clock=clock,
        topics={owner: settings.topic_prefix + topic for owner, topic in TOPICS.items()},
        has_log=name in TOPICS,
        next_due=next_due,
        known_until=known_until,
    )


def sandbox_clock_routes(service: SandboxedService) -> APIRouter:
    """Return the routes by which intake asks a service for its time, and moves it."""
    routes = APIRouter(prefix=PATH, tags=["sandbox"], route_class=ErrorCodesRoute)

    @routes.get("", dependencies=[Depends(allow("admin", "service"))])
    async def read_clock() -> ClockReading:
        """Tell the sandbox's time in this service; intake tells that of all."""
        return await service.reading()

    @routes.put("", dependencies=[Depends(allow("service"))])
    async def put_clock(body: Ahead) -> ClockReading:
        """Move this service's time forward, as intake says: it moves all of them."""
        await service.move(body.ahead_us * TICK)
        return await service.reading()

    return routes


async def keep_up(clock: SandboxClock, table: SandboxClockTable) -> None:
    """Follow the store's time in a process that was not the one that moved it."""
    await run_forever(
        "sandbox-clock",
        partial(_look, clock, table),
        clock=clock,
        idle_s=_LOOKS_EVERY_S,
        recovery=Recovery(pause_s=_LOOKS_EVERY_S, longest_pause_s=5.0),
    )


async def _look(clock: SandboxClock, table: SandboxClockTable) -> None:
    clock.move(await table.ahead())
