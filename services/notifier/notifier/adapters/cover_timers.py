"""Keeps a timer for each answered P1 without a workaround: when it is left alone (CP-26)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Connection
from events.timers.timers import Timer, Timers
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.page_on_call import WatchedCase
from notifier.domain.watch_cover import idle_after

PREFIX = "idle/"
"""What the keys of these timers begin with; those of pages are the pages' ids."""


@dataclass(frozen=True, slots=True)
class CoverTimers:
    """Rows in the notifier's timers, written in the transaction of what changed the case.

    A timer is never dropped: when it fires, it finds out whether anybody is still needed.
    """

    timers: Timers

    async def follow(self, tx: Connection, shard: int, cases: Iterable[WatchedCase]) -> None:
        """Arm a timer for each of these cases, just written in, that somebody must be on."""
        covered = [case for case in cases if case.needs_cover and not case.needs_answer]
        # Most batches have none, and then the directory need not be read.
        if not covered:
            return
        directory = await read_directory(tx, self.timers.schema)
        waits = [(case, idle_after(case, directory)) for case in covered]
        dues = [
            (case.case_id, case.written_at + after)
            for case, after in waits
            if after and case.written_at
        ]
        await self.timers.arm_all(tx, [_timer(shard, case_id, due_at) for case_id, due_at in dues])

    async def again(self, tx: Connection, shard: int, case_id: str, due_at: datetime) -> None:
        """Look at a case once more at an instant."""
        await self.timers.arm(tx, _timer(shard, case_id, due_at))


def _timer(shard: int, case_id: str, due_at: datetime) -> Timer:
    """Return the case's timer; the payload is the routing key, as for pages."""
    return Timer(
        shard=shard, key=f"{PREFIX}{case_id}", generation=1, due_at=due_at, payload=case_id.encode()
    )
