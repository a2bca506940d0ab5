"""Looks every second at the shards followed here, and records a change of the clock's sight."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from events.catalogue.clock_events import ClockWentBlind
from events.clock import Clock
from events.consumer.status import ConsumerStatus
from events.errors import WrongExpectedVersion
from events.event import Meta, NewEvent, derived_id
from events.run_forever import Recovery, run_forever
from events.store.connection import Connection
from events.store.event_store import Append, EventStore
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.domain.look_at_shards import Looks, look_at_shards
from sla_clock.domain.record_sight import (
    STREAM,
    RecordSight,
    SightEvent,
    decide,
    evolve_any,
    initial,
)
from sla_clock.projections.tracked_deadline import ACTOR
from sla_clock.timers.watch_sight import watermarks_of

_EVERY_S = 1.0
_CAUSE = UUID("5f0e9c53-7d0c-4b8e-9f59-3c1d7a2b6e04")


class SightLog:
    """Records in the clock's own log when it went blind, and when it saw again.

    `status` tells what is followed here. Several processes share one stream: of two that record at
    once, one finds that it has moved on, and looks again.
    """

    def __init__(
        self,
        store: EventStore[Connection],
        status: Callable[[], ConsumerStatus],
        rules: SightRules,
    ) -> None:
        self._store, self._status, self._rules = store, status, rules
        self._looks, self._recorded = Looks(), initial

    async def step(self) -> None:
        """Look once, and record what changed. Raises whatever error the database raises."""
        # The time before the watermarks, as in `SightWatch.look`.
        now = await self._store.now()
        self._looks = look_at_shards(
            self._looks, watermarks_of(self._status()) or {}, now, self._rules
        )
        await self._catch_up()
        command = RecordSight(looks=self._looks, now=now, rules=self._rules)
        if events := decide(command, self._recorded):
            await self._append(events)

    async def run(self, clock: Clock) -> None:
        """Look every second until cancelled; wait for a database that is away."""
        recovery = Recovery(pause_s=_EVERY_S)
        await run_forever("sight-log", self.step, clock=clock, idle_s=_EVERY_S, recovery=recovery)

    async def _catch_up(self) -> None:
        # Another process may have recorded something of a shard that is followed here now.
        version = self._recorded.version
        for recorded in await self._store.read_stream(STREAM, STREAM, version):
            self._recorded = evolve_any(self._recorded, recorded.data)

    async def _append(self, events: list[SightEvent]) -> None:
        version = self._recorded.version
        append = Append(
            stream=STREAM,
            routing_key=STREAM,
            expected_version=version,
            events=[_new(event, version + n) for n, event in enumerate(events, start=1)],
        )
        try:
            await self._store.append(append)
        except WrongExpectedVersion:
            # The next look reads what the other process recorded, and decides again.
            return


def _new(event: SightEvent, version: int) -> NewEvent:
    return NewEvent(
        data=event,
        event_id=derived_id(_CAUSE, f"{STREAM}/{version}"),
        occurred_at=_happened_at(event),
        meta=Meta(correlation_id=uuid4().hex, actor=ACTOR),
    )


def _happened_at(event: SightEvent) -> datetime:
    return event.blind_since if isinstance(event, ClockWentBlind) else event.sees_since
