"""Watches whether the broker answers, for `/health/ready`, a metric and the log."""

from typing import Protocol

import structlog
from fastapi import FastAPI

from events.broker.broker import BrokerTrouble
from events.clock import Clock
from events.run_forever import Recovery, run_forever
from webapi.health import NotReady, health_of
from webapi.metrics import BROKER_METRICS, Metrics, metrics_of

EVERY_S = 2.0

_log = structlog.get_logger(__name__)


class Pinged(Protocol):
    """What can be asked whether it answers."""

    async def ping(self) -> None: ...


def watch_broker(app: FastAPI, broker: Pinged, clock: Clock, *, needed: bool) -> "BrokerWatch":
    """Watch the broker for an app that is about to be served; `run` is the loop.

    `needed`: without the broker the service is not ready (it lives from what it reads there);
    otherwise it is degraded (what it writes is sent later).
    """
    watch, health = BrokerWatch(broker, clock, metrics_of(app)), health_of(app)
    (health.needed if needed else health.degrades)["broker"] = watch.check
    return watch


class BrokerWatch:
    """Asks the broker every two seconds while it runs. `check` is what `/health/ready` asks.

    What the service does with the broker goes on by itself, whatever is seen here.
    """

    def __init__(self, broker: Pinged, clock: Clock, metrics: Metrics) -> None:
        self._broker, self._clock, self._metrics = broker, clock, metrics
        self._silent_since: float | None = None
        metrics.declare(BROKER_METRICS)
        self._show()

    async def check(self) -> None:
        """Ask now. Raises NotReady with the seconds for which the broker has not answered."""
        await self.look()
        if self._silent_since is not None:
            silent_s = self._clock.monotonic() - self._silent_since
            raise NotReady(f"the broker has not answered for {silent_s:.0f} s")

    async def look(self) -> None:
        """Ask once, and log a change."""
        try:
            await self._broker.ping()
        except BrokerTrouble as trouble:
            self._is_silent(str(trouble))
        else:
            self._answers()

    async def run(self) -> None:
        """Ping the broker again and again, until cancelled."""
        await run_forever(
            "broker-watch",
            self.look,
            clock=self._clock,
            idle_s=EVERY_S,
            recovery=Recovery(pause_s=EVERY_S),
        )

    def _is_silent(self, problem: str) -> None:
        if self._silent_since is None:
            self._silent_since = self._clock.monotonic()
            self._show()
            _log.error("broker-does-not-answer", problem=problem)

    def _answers(self) -> None:
        if self._silent_since is not None:
            silent_s = round(self._clock.monotonic() - self._silent_since, 1)
            self._silent_since = None
            self._show()
            _log.info("broker-answers-again", silent_s=silent_s)

    def _show(self) -> None:
        self._metrics.set("tocsin_broker_reachable", float(self._silent_since is None))
