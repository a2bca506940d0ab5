"""Shows as metrics how far a service's log was sent, and how far it has applied those of others."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from events.clock import Clock
from events.consumer.status import ConsumerStatus
from events.relay.cursors import LogProgress
from events.run_forever import Recovery, run_forever
from webapi.metrics import PROGRESS_METRICS, Metrics

EVERY_S = 5.0

ReadProgress: TypeAlias = Callable[[], Awaitable[LogProgress]]
"""Returns how far the service's own log has come."""


class Follower(Protocol):
    """A consumer, as far as it is watched."""

    @property
    def name(self) -> str: ...

    def status(self) -> ConsumerStatus: ...


class ProgressWatch:
    """Looks every five seconds. `read_progress` is None for a service without a log of its own."""

    def __init__(
        self,
        metrics: Metrics,
        followers: Sequence[Follower],
        read_progress: ReadProgress | None,
        clock: Clock,
    ) -> None:
        self._metrics, self._followers = metrics, followers
        self._read_progress, self._clock = read_progress, clock
        metrics.declare(PROGRESS_METRICS)

    async def step(self) -> None:
        """Look once. Raises what the database says."""
        # The consumers first: their figures are in memory, and are wanted most while the database
        # does not answer.
        for follower in self._followers:
            status, name = follower.status(), follower.name
            self._metrics.set("tocsin_consumer_lag_records", status.lag, consumer=name)
            self._metrics.set(
                "tocsin_consumer_stopped_partitions", len(status.stopped), consumer=name
            )
        if self._read_progress is not None:
            progress = await self._read_progress()
            self._metrics.set("tocsin_log_events", progress.recorded)
            self._metrics.set("tocsin_relay_unsent_events", progress.unsent)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        await run_forever(
            "progress-watch",
            self.step,
            clock=self._clock,
            idle_s=EVERY_S,
            recovery=Recovery(pause_s=EVERY_S),
        )
