"""Whether a broker answers is found out soon, whatever is wrong with it."""

import asyncio
import time

import pytest

from events.broker.broker import BrokerTrouble
from events.broker.kafka_broker import KafkaBroker
from local_stack.free_ports import LOCALHOST, free_port


async def test_a_broker_that_answers_is_heard_again_and_again(bootstrap_servers: str) -> None:
    broker = KafkaBroker(bootstrap_servers)
    try:
        for _ in range(3):
            await broker.ping()
    finally:
        await broker.close()


async def test_a_broker_that_is_not_there_is_trouble() -> None:
    broker = KafkaBroker(f"{LOCALHOST}:{free_port()}")
    with pytest.raises(BrokerTrouble):
        await broker.ping()
    await broker.close()


async def test_a_broker_that_takes_connections_and_says_nothing_is_trouble_soon() -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, LOCALHOST, free_port())
    port = server.sockets[0].getsockname()[1]
    broker, began = KafkaBroker(f"{LOCALHOST}:{port}"), time.monotonic()
    try:
        with pytest.raises(BrokerTrouble):
            await broker.ping()
    finally:
        await broker.close()
        server.close()

    assert time.monotonic() - began < 10
