"""Moves the time of all four services of a sandbox, from one due instant to the next.

A move is asked for by writing down its goal; this loop carries it out, and goes on with it after a
restart. At each stop it waits until everybody has done what is due.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from events.clock import Clock
from events.run_forever import Recovery, run_forever
from events.store.connection import Pool
from events.store.sandbox_clock_table import SandboxClockTable
from intake.adapters.sandbox_round import KNOWN_WITHIN, RingPace, Round
from intake.adapters.sandbox_services import SandboxServices
from intake.settings import SCHEMA, IntakeSettings, addresses_in
from webapi.sandbox_clock import TICK, SandboxedService, sandboxed_service
from webapi.tokens import make_token
from webapi.trusted_certificates import public_certificates

_MOVING_S = 0.03
_AT_REST_S = 1.0
_LONGEST_WAIT_S = 5.0


@dataclass(slots=True)
class SandboxMover:
    """One loop, in intake: it moves the others first and itself last.

    `hurry` asks intake for a watermark now. `wakeup` is set when a move was asked for.
    """

    own: SandboxedService
    others: SandboxServices
    hurry: Callable[[], None]
    wakeup: asyncio.Event = field(default_factory=asyncio.Event)
    _before: Round | None = None
    _is_moving: bool = False
    _pace: RingPace = field(default_factory=RingPace)

    async def look(self) -> Round:
        """Ask everybody once."""
        own, others = await asyncio.gather(self.own.reading(), self.others.readings())
        return Round({own.service: own, **others})

    async def step(self) -> None:
        """Go to the next stop if everybody is done with the last one."""
        goal, seen = await self.own.table.goal(), await self.look()
        self._is_moving = goal is not None or bool(seen.behind())
        if seen.missing:
            # All move together: who is not there would be left behind, and moves when it is back.
            return
        if seen.behind():
            await self._bring_to(seen.furthest())
        elif goal is not None and seen.is_quiet(self._before):
            await self._go_on(seen, goal)
        self._before = seen

    async def run(self, clock: Clock) -> None:
        """Move until cancelled."""
        await run_forever(
            "sandbox-mover",
            self.step,
            clock=clock,
            idle_s=lambda: _MOVING_S if self._is_moving else _AT_REST_S,
            recovery=Recovery(pause_s=_AT_REST_S, longest_pause_s=_AT_REST_S),
            wake=self.wakeup,
        )

    async def close(self) -> None:
        """Close the connections to the others."""
        await self.others.http.aclose()

    async def _go_on(self, seen: Round, goal: datetime) -> None:
        here = seen.readings["intake"]
        stop = seen.stop_before(goal, self._pace.stop(here.now, goal))
        if stop > here.now:
            # A tick beyond, since what is due at an instant fires once that has passed.
            await self._bring_to(here.ahead_us * TICK + (stop - here.now) + TICK)
        if goal <= stop:
            await self.own.table.arrived()

    async def _bring_to(self, ahead: timedelta) -> None:
        """Move all to at least so far ahead, or none beyond the first that does not answer."""
        # The notifier must know that it has read its logs up to the new time, before what follows
        # from that time reaches it: it would take them for old, and say so in its pages.
        if not await self._have_moved(("reporting", "notifier"), ahead):
            return
        if not await self._knows("notifier", ahead):
            return
        # Intake last: its time is what the deadlines wait for, and whoever notices one has moved.
        if await self._have_moved(("sla-clock",), ahead):
            await self.own.move(ahead)
            self.hurry()

    async def _have_moved(self, names: Sequence[str], ahead: timedelta) -> bool:
        return len(await self.others.move(names, ahead)) == len(names)

    async def _knows(self, name: str, ahead: timedelta) -> bool:
        """Wait until a service that was moved knows its logs up to about that time."""
        for _ in range(round(_LONGEST_WAIT_S / _MOVING_S)):
            reading = (await self.others.readings()).get(name)
            if reading is None or reading.ahead_us < ahead // TICK:
                return False
            known = reading.known_until
            if known is not None and reading.now - known <= KNOWN_WITHIN:
                return True
            await asyncio.sleep(_MOVING_S)
        # It cannot know, since the broker is away or a partition has stopped: nothing comes to it
        # that it could take for old.
        return True


def sandbox_mover(
    settings: IntakeSettings,
    pool: Pool,
    clock: Clock,
    hurry: Callable[[], None],
    http: httpx.AsyncClient | None = None,
) -> SandboxMover:
    """Return the mover of a sandbox. It signs in to the others with the development secret."""
    own = sandboxed_service("intake", settings, SandboxClockTable(pool, SCHEMA), clock)
    others = SandboxServices(
        addresses=addresses_in(settings.sandbox_services),
        token=lambda: make_token(settings, "service", subject="intake"),
        http=http or httpx.AsyncClient(trust_env=False, verify=public_certificates()),
    )
    return SandboxMover(own, others, hurry)
