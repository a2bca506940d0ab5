"""Keeps each page's timer: when its step repeats or the next follows, when it rings again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from events.catalogue.on_call_events import EscalationStep
from events.catalogue.page_events import (
    PageAcknowledged,
    PageAttemptFailed,
    PageExhausted,
    PageRaised,
    PageResolved,
    PageRouted,
    PageStepStarted,
)
from events.event import Recorded
from events.store.connection import Connection, in_schema
from events.timers.timers import Timer, Timers
from notifier.domain.escalate_page import PATIENCE_S, wait_after

_PAGE = """
select page.steps::text as steps, page.ring_again_after_s,
    exists(select from {schema}.attempt where attempt.page_id = page.page_id
        and attempt.ring = page.ring
        and attempt.status <> 'failed') as somebody_may_know,
    page.status = 'raised' and not exists(select from {schema}.attempt
        where attempt.page_id = page.page_id
        and attempt.ring = page.ring and attempt.step = page.step and attempt.round = page.round
        and attempt.status <> 'failed') as step_failed
from {schema}.page where page_id = $1
"""
_STEPS = msgspec.json.Decoder(tuple[EscalationStep, ...])


@dataclass(frozen=True, slots=True)
class _Running:
    """What the table of pages holds of one.

    `step_failed`: every message of its step failed for good.
    """

    steps: tuple[EscalationStep, ...]
    ring_again_after_s: int | None
    somebody_may_know: bool
    step_failed: bool


class ArmEscalations:
    """An inline projection that runs after `KeepPages`, whose rows it reads.

    A timer is armed and disarmed in the transaction of the event that asks for it.
    """

    def __init__(self, timers: Timers) -> None:
        self._timers = timers

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Write each page's timer once, as the last of these events leaves it."""
        timers: dict[tuple[int, str], Timer | None] = {}
        for recorded in events:
            match recorded.data:
                case PageRaised(page_id=page_id, steps=(first, *_), raised_at=at):
                    timers[recorded.shard, page_id] = _timer(
                        recorded, page_id, at + timedelta(seconds=first.after_s)
                    )
                case PageRouted(page_id=page_id, steps=(first, *_), at=at):
                    timers[recorded.shard, page_id] = _timer(
                        recorded, page_id, at + timedelta(seconds=first.after_s)
                    )
                case PageStepStarted(page_id=page_id, step=step, at=at):
                    due_at = at + wait_after((await self._page(tx, page_id)).steps, step)
                    timers[recorded.shard, page_id] = _timer(recorded, page_id, due_at)
                case PageAttemptFailed(page_id=page_id, at=at):
                    if (await self._page(tx, page_id)).step_failed:
                        # Due at once: the step has reached nobody, and waiting for its answer would
                        # be lost time.
                        timers[recorded.shard, page_id] = _timer(recorded, page_id, at)
                case (
                    PageAcknowledged(page_id=page_id)
                    | PageResolved(page_id=page_id)
                    | PageExhausted(page_id=page_id)
                ):
                    timers[recorded.shard, page_id] = await self._again(tx, recorded, page_id)
                case _:
                    pass
        await self._write(tx, timers)

    async def _again(self, tx: Connection, recorded: Recorded, page_id: str) -> Timer | None:
        """Return the timer that rings again; sooner if the chain ended and reached nobody."""
        page = await self._page(tx, page_id)
        after_s = page.ring_again_after_s
        match recorded.data:
            case PageAcknowledged(at=at) if after_s is not None:
                return _timer(recorded, page_id, at + timedelta(seconds=after_s))
            case PageExhausted(at=at) if after_s is not None and page.steps:
                # Where every message failed, nobody can know of the page: a long wait helps nobody.
                wait_s = after_s if page.somebody_may_know else min(after_s, PATIENCE_S)
                return _timer(recorded, page_id, at + timedelta(seconds=wait_s))
            case _:
                return None

    async def _write(self, tx: Connection, timers: Mapping[tuple[int, str], Timer | None]) -> None:
        # One statement for all that are armed; a storm raises hundreds of pages in one append.
        await self._timers.arm_all(tx, [timer for timer in timers.values() if timer])
        for (shard, page_id), timer in timers.items():
            if timer is None:
                await self._timers.disarm(tx, shard, [page_id])

    async def _page(self, tx: Connection, page_id: str) -> _Running:
        row = await tx.fetchrow(in_schema(_PAGE, self._timers.schema), page_id)
        assert row is not None, "the page is written before its timer"
        steps, *rest = row
        return _Running(_STEPS.decode(steps), *rest)


def _timer(recorded: Recorded, page_id: str, due_at: datetime) -> Timer:
    """Return a timer without a routing key, so that no dead letter holds up a call for help.

    Firing needs the key, so it is the payload.
    """
    # The version as generation: a timer set by an older event of the page fires for nothing.
    key = recorded.key.encode()
    return Timer(
        shard=recorded.shard, key=page_id, generation=recorded.version, due_at=due_at, payload=key
    )
