"""Metrics show how far the log was sent, and how far others' logs were applied."""

from dataclasses import dataclass, replace

import pytest

from events.clock import MovableClock
from events.consumer.status import ConsumerStatus, PartitionStatus
from events.errors import StoreUnavailable
from events.relay.cursors import LogProgress
from tests.support.event_stores import NOON
from webapi.metrics import Metrics
from webapi.progress_watch import ProgressWatch

READING = PartitionStatus(
    topic="intake.events",
    partition=0,
    state="reading",
    next_seq=5,
    lag=3,
    problem=None,
    parked_keys=0,
    watermark=None,
    watermark_lag_s=None,
)


@dataclass(frozen=True, slots=True)
class Follower:
    """A consumer with two partitions, of which one has stopped."""

    name: str = "reader"

    def status(self) -> ConsumerStatus:
        """Return what it reports."""
        return ConsumerStatus(partitions=[READING, replace(READING, state="stopped", lag=4)])


async def progress() -> LogProgress:
    """Return that ten events are recorded, and two not sent."""
    return LogProgress(recorded=10, unsent=2)


async def away() -> LogProgress:
    """Fail, as without a database."""
    raise StoreUnavailable("the database is away")


def lines(metrics: Metrics) -> set[str]:
    """Return what a scraper reads of the log and its readers."""
    text = metrics.text().decode().splitlines()
    return {line for line in text if line.startswith(("tocsin_log", "tocsin_relay", "tocsin_con"))}


async def test_shows_the_log_and_each_consumer() -> None:
    metrics = Metrics()
    await ProgressWatch(metrics, [Follower()], progress, MovableClock(NOON)).step()

    assert lines(metrics) == {
        "tocsin_log_events 10.0",
        "tocsin_relay_unsent_events 2.0",
        'tocsin_consumer_lag_records{consumer="reader"} 7.0',
        'tocsin_consumer_stopped_partitions{consumer="reader"} 1.0',
    }


async def test_consumers_are_shown_though_the_database_is_away() -> None:
    metrics = Metrics()
    with pytest.raises(StoreUnavailable):
        await ProgressWatch(metrics, [Follower()], away, MovableClock(NOON)).step()

    assert 'tocsin_consumer_lag_records{consumer="reader"} 7.0' in lines(metrics)


async def test_a_service_without_a_log_shows_its_consumers_only() -> None:
    metrics = Metrics()
    await ProgressWatch(metrics, [Follower()], None, MovableClock(NOON)).step()

    assert 'tocsin_consumer_stopped_partitions{consumer="reader"} 1.0' in lines(metrics)
