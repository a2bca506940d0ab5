"""A broker that is away is seen in readiness, metrics and log, by those who need it and those who
do not."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock
from tests.support.outsider import client_of
from tests.support.sample_service import sample_app
from webapi.broker_watch import BrokerWatch, watch_broker
from webapi.metrics import metrics_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Watched:
    """An app, its broker and the watch, on a clock that is moved by hand."""

    def __init__(self, *, needed: bool) -> None:
        self.app: FastAPI = sample_app()
        self.broker, self.clock = MemoryBroker(), MovableClock(NOON)
        self.watch: BrokerWatch = watch_broker(self.app, self.broker, self.clock, needed=needed)

    async def ready(self) -> tuple[int, object]:
        """Return the status of `/health/ready`, and its words about the broker."""
        async with client_of(self.app) as client:
            answer = await client.get("/health/ready")
        return answer.status_code, answer.json()["checks"]["broker"]


@pytest.mark.parametrize(("needed", "status"), [(True, 503), (False, 200)])
async def test_a_dead_broker_is_told_by_readiness(needed: bool, status: int) -> None:
    watched = Watched(needed=needed)
    assert await watched.ready() == (200, "ok")

    watched.broker.unreachable = True
    await watched.watch.look()
    watched.clock.move(timedelta(seconds=7))

    assert await watched.ready() == (status, "the broker has not answered for 7 s")
    watched.broker.unreachable = False
    assert await watched.ready() == (200, "ok")


async def test_a_dead_broker_is_told_once_by_the_log_and_by_a_metric() -> None:
    watched = Watched(needed=True)
    watched.broker.unreachable = True

    with capture_logs() as lines:
        await watched.watch.look()
        await watched.watch.look()
        shown = metrics_of(watched.app).text()
        watched.broker.unreachable = False
        await watched.watch.look()

    assert [line["event"] for line in lines] == ["broker-does-not-answer", "broker-answers-again"]
    assert b"tocsin_broker_reachable 0.0" in shown
    assert b"tocsin_broker_reachable 1.0" in metrics_of(watched.app).text()
