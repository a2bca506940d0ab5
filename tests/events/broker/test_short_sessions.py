"""A group whose sessions are shorter than the broker allows gets along with the longer one; which
it was is logged. Apache Kafka refuses them, the embedded broker takes any."""

import pytest
from structlog.testing import capture_logs

from events.broker import kafka_broker
from events.broker.kafka_broker import KafkaBroker
from events.broker.kafka_subscription import KafkaSubscription, SessionTooShort
from events.broker.kafka_topics import KafkaTopics


@pytest.mark.slow
async def test_members_join_though_their_sessions_are_too_short_for_the_broker(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}events"
    broker = KafkaBroker(bootstrap_servers, static_members=False, session_timeout_s=0.5)
    await broker.create_topics({topic: 2})

    subscription = await broker.subscription(f"{topic_prefix}group", [topic], member="1")

    await subscription.poll(0.1, 1)
    assert {one.partition for one in subscription.assigned()} == {0, 1}
    await subscription.close()


async def test_a_refused_session_is_asked_for_again_at_kafkas_own_minimum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sessions_ms: list[object] = []

    async def join(self: KafkaSubscription, partitions: object) -> None:
        del self, partitions
        if len(sessions_ms) == 1:
            raise SessionTooShort("2.5 s")

    async def partitions(_: object, topics: object) -> dict[str, int]:
        del topics
        return {"t": 1}

    def consumer(self: KafkaBroker, **options: object) -> None:
        del self
        sessions_ms.append(options["session_timeout_ms"])

    monkeypatch.setattr(KafkaSubscription, "start", join)
    monkeypatch.setattr(KafkaTopics, "partitions", partitions)
    monkeypatch.setattr(KafkaBroker, "_consumer", consumer)
    monkeypatch.setattr(kafka_broker, "KafkaSubscription", _Joined)
    broker = KafkaBroker("nowhere:1", session_timeout_s=2.5)

    with capture_logs() as logs:
        await broker.subscription("g", ["t"], member="1")

    assert sessions_ms == [2_500, 6_000]
    assert [log["event"] for log in logs] == ["session-too-short"]
    await broker.subscription("g", ["t"], member="1")
    assert sessions_ms == [2_500, 6_000, 6_000]


class _Joined(KafkaSubscription):
    """A subscription without a client."""

    def __init__(self, consumer: object, topics: tuple[str, ...], *, grouped: bool) -> None:
        del consumer, topics, grouped
