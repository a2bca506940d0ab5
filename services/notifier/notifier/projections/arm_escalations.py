"""Keeps each running page's timer: when its step, if nobody acknowledges, is repeated or followed by the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from events.catalogue.on_call_events import EscalationStep
from events.catalogue.page_events import (
    PageAcknowledged,
    PageExhausted,
    PageRaised,
    PageResolved,
    PageStepStarted,
)
from events.event import Recorded
from events.store.connection import Connection, in_schema
from events.timers.timers import Timer, Timers
from notifier.domain.escalate_page import wait_after

_STEPS_OF = "select steps::text from {schema}.page where page_id = $1"
_STEPS = msgspec.json.Decoder(tuple[EscalationStep, ...])


class ArmEscalations:
    """An inline projection that runs after `KeepPages`: a timer is armed and disarmed in the transaction of the event that says so."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Of all that the events say of a page's timer the last word is written."""
        timers: dict[tuple[int, str], Timer | None] = {}
        for recorded in events:
            match recorded.data:
                case PageRaised(page_id=page_id, steps=(first, *_), raised_at=at):
                    timers[recorded.shard, page_id] = _timer(recorded, page_id, at + timedelta(seconds=first.after_s))
                case PageStepStarted(page_id=page_id, step=step, at=at):
                    due_at = at + wait_after(await self._steps(tx, page_id), step)
                    timers[recorded.shard, page_id] = _timer(recorded, page_id, due_at)
                case PageAcknowledged(page_id=page_id) | PageResolved(page_id=page_id) | PageExhausted(page_id=page_id):
                    timers[recorded.shard, page_id] = None
                case _:
                    pass
        await self._write(tx, timers)

    async def _write(self, tx: Connection, timers: Mapping[tuple[int, str], Timer | None]) -> None:
        await self._timers.arm_all(tx, [timer for timer in timers.values() if timer])
        for (shard, page_id), timer in timers.items():
            if timer is None:
                await self._timers.disarm(tx, shard, [page_id])

    async def _steps(self, tx: Connection, page_id: str) -> tuple[EscalationStep, ...]:
        steps: str = await tx.fetchval(in_schema(_STEPS_OF, self._timers.schema), page_id)
        return _STEPS.decode(steps)


def _timer(recorded: Recorded, page_id: str, due_at: datetime) -> Timer:
    """No routing key: a dead letter about the case must not hold up a call for help. The fire needs the key, so it is the payload."""
    key = recorded.key.encode()
    return Timer(shard=recorded.shard, key=page_id, generation=recorded.version, due_at=due_at, payload=key)
