"""Both brokers, for the suite that each of them passes."""

from collections.abc import AsyncIterator

import pytest

from events.broker.broker import Broker
from events.broker.kafka_broker import KafkaBroker
from events.broker.memory_broker import MemoryBroker

BROKERS = ["memory", pytest.param("kafka", marks=pytest.mark.broker)]


@pytest.fixture(params=BROKERS)
async def broker(request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    """A broker without group joins at Kafka, which take seconds."""
    made = _made(request, grouped=False)
    yield made
    await made.close()


@pytest.fixture(params=BROKERS)
async def grouping_broker(request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    """A broker with real groups."""
    made = _made(request, grouped=True)
    yield made
    await made.close()


def _made(request: pytest.FixtureRequest, *, grouped: bool) -> Broker:
    if request.param == "memory":
        return MemoryBroker()
    return KafkaBroker(request.getfixturevalue("bootstrap_servers"), grouped=grouped)
