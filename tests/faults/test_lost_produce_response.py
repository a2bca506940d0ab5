"""The broker has taken a batch and the answer is lost: the relay sends again from its cursor, and
nothing is missing or out of order."""

import asyncio
import random
from collections import Counter
from typing import get_args

import pytest

from events.relay.pacing import RelayPacing
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to
from tests.faults.ground import Counts, Ground, assert_all_sent_in_order, written
from tests.faults.kafka_proxy import KafkaProxy, Loss
from tests.faults.relaying import caught_up, running
from tests.faults.until import until
from tests.support.event_stores import create_store_tables, postgres_store, store_pool

LOSSES: tuple[Loss, ...] = get_args(Loss)
PACING = RelayPacing(batch=50, lease_s=2.0, back_off_s=0.05)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.mark.parametrize("how", LOSSES)
async def test_one_lost_answer_loses_no_event(ground: Ground, how: Loss) -> None:
    counts = await lose_answers(ground, [how])
    assert counts["lost"] == 1
    assert counts["sent again"] > 0


async def test_any_mix_of_delays_cuts_and_lost_answers_loses_no_event(ground: Ground) -> None:
    await lose_answers(ground, ground.dice().choices(("cut", "half-close"), k=5), also_delay=True)


async def lose_answers(ground: Ground, losses: list[Loss], *, also_delay: bool = False) -> Counts:
    """Return the trap: the relay sends through a wire on which answers to produce requests are
    lost."""
    dice = ground.dice()
    async with store_pool(ground.dsn) as pool, KafkaProxy(ground.servers) as proxy:
        await create_store_tables(pool)
        store, relay = postgres_store(pool), ground.relay(pool, proxy.bootstrap_servers, PACING)
        async with running(relay):
            for how in losses:
                await write(store, dice)
                proxy.lose_next_produce_answer(how)
                proxy.delay_s = dice.random() * 0.05 if also_delay else 0.0
                await write(store, dice)
                await until_lost(proxy)
                if also_delay and dice.random() < 0.5:
                    proxy.cut()
            proxy.let_through()
            await until(lambda: caught_up(pool))
        again = await assert_all_sent_in_order(ground, pool)
        events = sum((await written(pool)).values())
        return Counter({"events": events, "lost": proxy.lost.total(), "sent again": again})


async def write(store: PostgresStore, dice: random.Random) -> None:
    """Append to some cases."""
    appends = (
        append_to(f"c-{dice.randrange(20)}", *map(str, range(dice.randint(1, 10))))
        for _ in range(20)
    )
    await asyncio.gather(*map(store.append, appends))


async def until_lost(proxy: KafkaProxy) -> None:
    """Wait until the answers that were to be lost are lost."""

    async def lost() -> bool:
        return not proxy.to_lose

    await until(lost)
