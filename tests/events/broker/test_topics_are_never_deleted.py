"""A topic whose metadata are not there yet, or that lacks partitions, is made or extended; it is
never deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.admin import NewPartitions, NewTopic
from aiokafka.errors import IncompatibleBrokerVersion

from events.broker.broker import BrokerTrouble
from events.broker.kafka_topics import KafkaTopics
from events.errors import Refused

TOPIC, LEADER_NOT_AVAILABLE, EXISTS, NOT_CONTROLLER = "events", 5, 36, 41


@dataclass
class AdminOfOneTopic:
    """What a cluster says of one topic, and what it was asked to do.

    It has no way to delete anything.
    """

    partitions: int | None = None
    error_code: int = 0
    create_code: int | None = None
    extends: bool = True
    done: list[str] = field(default_factory=list)

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def describe_topics(self) -> Sequence[Mapping[str, Any]]:
        if self.partitions is None:
            return []
        shown = 0 if self.error_code else self.partitions
        return [{"topic": TOPIC, "error_code": self.error_code, "partitions": [{}] * shown}]

    async def create_topics(self, topics: Sequence[NewTopic]) -> Any:
        self.done.append(f"create {topics[0].num_partitions}")
        code = self.create_code
        if code is None:
            code = 0 if self.partitions is None else EXISTS
        if code == 0:
            self.partitions = topics[0].num_partitions
        return SimpleNamespace(topic_errors=[(TOPIC, code, None)])

    async def create_partitions(self, counts: Mapping[str, NewPartitions]) -> Any:
        if not self.extends:
            raise IncompatibleBrokerVersion("no such request")
        self.partitions = counts[TOPIC].total_count
        self.done.append(f"extend to {self.partitions}")


def topics_of(admin: AdminOfOneTopic) -> KafkaTopics:
    """Return the topics of a cluster that answers as this admin says."""
    return KafkaTopics("nowhere:9092", make_admin=lambda bootstrap_servers: admin)


async def good(admin: AdminOfOneTopic) -> KafkaTopics:
    """Return topics that this process made with twelve partitions."""
    topics = topics_of(admin)
    await topics.create({TOPIC: 12}, {})
    admin.done.clear()
    return topics


async def test_a_topic_whose_leader_is_not_known_yet_is_waited_for() -> None:
    admin = AdminOfOneTopic()
    topics = await good(admin)
    admin.error_code = LEADER_NOT_AVAILABLE

    with pytest.raises(BrokerTrouble, match="not known yet"):
        await topics.mend(TOPIC)

    admin.error_code = 0
    await topics.mend(TOPIC)
    assert (admin.partitions, admin.done) == (12, ["create 12"])


async def test_a_topic_that_is_gone_is_made() -> None:
    admin = AdminOfOneTopic()
    topics = await good(admin)
    admin.partitions = None

    await topics.mend(TOPIC)

    assert admin.done == ["create 12"]


async def test_a_topic_that_cannot_be_made_is_trouble() -> None:
    admin = AdminOfOneTopic()
    topics = await good(admin)
    admin.partitions, admin.create_code = None, NOT_CONTROLLER

    with pytest.raises(BrokerTrouble, match="cannot be made"):
        await topics.mend(TOPIC)


async def test_a_lost_topic_that_the_broker_made_by_itself_is_extended() -> None:
    admin = AdminOfOneTopic()
    topics = await good(admin)
    admin.partitions = 4

    await topics.mend(TOPIC)

    assert (admin.partitions, admin.done) == (12, ["extend to 12"])


async def test_where_the_broker_cannot_extend_it_an_operator_is_told_what_to_do() -> None:
    admin = AdminOfOneTopic(extends=False)
    topics = await good(admin)
    admin.partitions = 4

    with pytest.raises(BrokerTrouble, match="--make-anew"):
        await topics.mend(TOPIC)

    assert (admin.partitions, admin.done) == (4, [])


async def test_a_topic_that_somebody_extended_is_used_as_it_is() -> None:
    admin = AdminOfOneTopic()
    topics = await good(admin)
    admin.partitions = 14

    await topics.mend(TOPIC)
    await topics.create({TOPIC: 12}, {})

    assert (admin.partitions, admin.done) == (14, ["create 12"])


async def test_a_process_that_starts_refuses_a_topic_with_more_partitions_than_it_has_shards() -> (
    None
):
    admin = AdminOfOneTopic(partitions=14)
    with pytest.raises(Refused, match="number of shards"):
        await topics_of(admin).create({TOPIC: 12}, {})
