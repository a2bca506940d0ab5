"""From three topics to a review: through the consumer, in any order between the topics, and again
from the first event.
"""

from collections.abc import AsyncIterator
from itertools import groupby

import pytest
from msgspec.structs import replace

from events.broker.memory_broker import MemoryBroker
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS
from events.clock import MovableClock
from reporting.adapters.rebuild_rows import rebuild
from reporting.bootstrap import Reporting, build
from reporting.domain.review import Position, Review
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, SOURCES, EventLog, utc
from tests.reporting.random_vendor import tell_a_year
from tests.support.sent_records import to_outgoing

VENDOR = tell_a_year(5, utc("2026-07-02 12:00"), customers=2, cases=20, days=60)
TOPIC_NAMES = {owner: f"x.{topic}" for owner, topic in TOPICS.items()}


async def publish(broker: MemoryBroker, log: EventLog) -> None:
    """Send the log to the topics, as the relays do."""
    await broker.create_topics(dict.fromkeys(TOPIC_NAMES.values(), 12))
    publisher = await broker.publisher()
    for source, events in groupby(
        sorted(log.events, key=lambda event: event.source), lambda event: event.source
    ):
        await publisher.send(
            TOPIC_NAMES[SOURCES[source]], [to_outgoing(event, CATALOGUE) for event in events]
        )


async def catch_up(service: Reporting) -> None:
    """Step until there is nothing left to do, three times over: joining and seeking are steps that
    apply nothing.
    """
    idle = 0
    while idle < 3:
        idle = 0 if sum([await consumer.step() for consumer in service.consumers]) else idle + 1


@pytest.fixture
async def broker() -> MemoryBroker:
    broker = MemoryBroker()
    await publish(broker, VENDOR)
    return broker


@pytest.fixture
async def service(reports: Reports, broker: MemoryBroker) -> AsyncIterator[Reporting]:
    """The service on the broker, and the same database as `reports`."""
    settings = reports.settings.model_copy(update={"topic_prefix": "x."})
    built = await build(
        settings, clock=MovableClock(utc("2026-10-05 16:00")), store_clock=None, broker=broker
    )
    yield built
    await built.close()


def apart_from_positions(review: Review) -> tuple[object, ...]:
    """What the review says."""
    return review.summary, review.cases, review.breaches, review.pages, review.trend


async def test_a_review_says_how_far_each_topic_was_read(
    reports: Reports, service: Reporting
) -> None:
    await catch_up(service)
    review = await reports.review("2026-Q3", customer_id="c1")
    last = {(event.source, event.shard): event.seq for event in VENDOR.events}
    positions = [
        Position(topic=TOPIC_NAMES[SOURCES[source]], partition=shard, next_seq=seq + 1)
        for (source, shard), seq in last.items()
    ]
    assert sorted(review.positions, key=repr) == sorted(positions, key=repr)


@pytest.mark.parametrize("held", TOPIC_NAMES.values())
async def test_a_topic_that_comes_late_changes_nothing_in_the_end(
    reports: Reports, broker: MemoryBroker, service: Reporting, held: str
) -> None:
    broker.hold(held)
    await catch_up(service)
    broker.release(held)
    await catch_up(service)
    by_consumer = await reports.review("2026-Q3", customer_id="c1")
    await reports.take(VENDOR)
    assert apart_from_positions(
        await reports.review("2026-Q3", customer_id="c1")
    ) == apart_from_positions(by_consumer)
    assert by_consumer.cases


async def test_a_rebuild_makes_the_same_rows_again(
    reports: Reports, broker: MemoryBroker, service: Reporting
) -> None:
    await catch_up(service)
    before = await reports.review("2026-Q3", customer_id="c1")
    await service.consumers[0].close()
    await rebuild(reports.settings)
    again = await build(
        reports.settings.model_copy(update={"topic_prefix": "x."}),
        clock=MovableClock(utc("2026-10-05 16:00")),
        store_clock=None,
        broker=broker,
    )
    await catch_up(again)
    assert await reports.review("2026-Q3", customer_id="c1") == before
    await again.close()


async def test_a_discarded_record_stays_discarded_after_a_rebuild(
    reports: Reports, log: EventLog
) -> None:
    log.opens("c", utc("2026-07-02 12:00"))
    log.answers("c", utc("2026-07-02 12:30"))
    log.closes("c", utc("2026-07-02 12:00") + HOUR)
    broker = MemoryBroker()
    await publish_with_a_broken_record(broker, log, "CaseResponded")
    settings = reports.settings.model_copy(update={"topic_prefix": "x."})
    clock = MovableClock(utc("2026-10-05 16:00"))
    first = await build(settings, clock=clock, store_clock=None, broker=broker)
    await catch_up(first)
    (consumer,) = first.consumers
    (broken, _) = await consumer.dead_letters.waiting(reports.pool)
    await consumer.dead_letters.discard(reports.pool, broken.id, "a record of another system")
    await consumer.retry(broken.record.topic, broken.record.partition, "c")
    before = await reports.review("2026-Q3")
    await first.close()

    await rebuild(reports.settings)
    again = await build(settings, clock=clock, store_clock=None, broker=broker)
    await catch_up(again)

    assert before.summary.closed == 1
    assert await reports.review("2026-Q3") == before
    assert await again.consumers[0].dead_letters.waiting(reports.pool) == []
    await again.close()


async def publish_with_a_broken_record(broker: MemoryBroker, log: EventLog, kind: str) -> None:
    """Send the log to the topics; the record of the event of that class cannot be read."""
    await broker.create_topics(dict.fromkeys(TOPIC_NAMES.values(), 12))
    publisher = await broker.publisher()
    records = [
        replace(record, value=b"{") if type(event.data).__name__ == kind else record
        for event in log.of("intake")
        for record in [to_outgoing(event, CATALOGUE)]
    ]
    await publisher.send(TOPIC_NAMES["intake"], records)
