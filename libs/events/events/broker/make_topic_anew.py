"""Deletes topics and makes them again: an operator's step that no service ever takes.

A broker that keeps topics only in memory forgets them, may create some by itself with another
number of partitions, and may not be able to extend those. The store has what such a topic held, and
the relay sends it again.
"""

from collections.abc import Mapping, Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, for_code

from events.broker.broker import BrokerTrouble
from events.broker.kafka_topics import partition_counts


async def make_topic_anew(
    bootstrap_servers: str, topic: str, partitions: int, replication: int = 1
) -> None:
    """Delete the topic if it exists, and make it with so many partitions. Raises BrokerTrouble."""
    await _with_admin(bootstrap_servers, {topic: partitions}, replication, spare_good_ones=False)


async def make_unfit_topics_anew(
    bootstrap_servers: str, topics: Mapping[str, int]
) -> Sequence[str]:
    """Make the missing topics, and make those again that have another number of partitions.

    Returns their names. A topic whose partitions the broker cannot tell yet is left alone. Raises
    BrokerTrouble.
    """
    return await _with_admin(bootstrap_servers, topics, 1, spare_good_ones=True)


async def _with_admin(
    bootstrap_servers: str, topics: Mapping[str, int], replication: int, *, spare_good_ones: bool
) -> Sequence[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        await admin.start()
        counts = await partition_counts(admin)
        wrong = [
            topic
            for topic, wanted in topics.items()
            if not spare_good_ones or counts.get(topic) not in (0, wanted)
        ]
        for topic in wrong:
            if topic in counts:
                await admin.delete_topics([topic])
            await _make(admin, topic, topics[topic], replication)
    except KafkaError as error:
        raise BrokerTrouble(
            f"the broker at {bootstrap_servers} does not do as asked: {error!r}"
        ) from error
    finally:
        await admin.close()
    return wrong


async def _make(admin: AIOKafkaAdminClient, topic: str, partitions: int, replication: int) -> None:
    answer = await admin.create_topics([NewTopic(topic, partitions, replication)])
    if code := answer.topic_errors[0][1]:
        raise for_code(code)(f"topic {topic} was deleted and cannot be made yet")
