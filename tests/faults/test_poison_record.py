"""A record that can never be applied goes aside; other keys flow, that key waits in order, also
over restarts, until it is tried again."""

import random
from collections import Counter, defaultdict

from events.broker.broker import OutgoingRecord
from events.store.connection import Pool
from tests.events.consumer.comment_log import SCHEMA, Poisoned, comment
from tests.faults.applying import consuming, noting
from tests.faults.clock_world import create_clock_tables
from tests.faults.ground import Counts, Ground
from tests.faults.until import until
from tests.support.event_stores import store_pool

PARTITIONS, EVENTS, KEYS, POISONS, RESTARTS = 2, 200, 8, 3, 3
PartitionKey = tuple[int, str]


async def test_others_flow_and_the_poisoned_key_waits_in_order(ground: Ground) -> None:
    await poison(ground)


async def poison(ground: Ground) -> Counts:
    """Return the trap: poison for some keys, a consumer that is started again a few times, and a
    cure."""
    dice, broker = ground.dice(), ground.broker()
    log = make_log(dice)
    reaction = Poisoned()
    await broker.create_topics({ground.topic: PARTITIONS})
    async with store_pool(ground.dsn, size=4) as pool:
        await create_clock_tables(pool)
        publisher = await broker.publisher()
        share = EVENTS // (RESTARTS + 1)
        for run in range(RESTARTS + 1):
            await publisher.send(ground.topic, records(log, run * share, (run + 1) * share))
            async with consuming(noting(broker, pool, ground.topic, reaction=reaction)):
                # Awaited before `run` moves.
                await until(lambda: has_read(pool, (run + 1) * share))  # noqa: B023
        await publisher.close()
        assert await applied(pool) == before_the_cure(log)
        reaction.cured = True
        consumer = noting(broker, pool, ground.topic, reaction=reaction)
        parked = {
            (letter.record.partition, letter.key)
            for letter in await consumer.dead_letters.waiting(pool)
        }
        for partition, key in sorted(parked):
            await consumer.retry(ground.topic, partition, key)
        assert await applied(pool) == everything(log)
        assert await consumer.dead_letters.waiting(pool) == []
    return Counter(events=PARTITIONS * EVENTS, parked=len(parked))


def make_log(dice: random.Random) -> dict[int, list[tuple[str, str]]]:
    """Return key and text of each event, by partition; some of them are poison."""
    log = {
        n: [(f"k-{dice.randrange(KEYS)}", "fine") for _ in range(EVENTS)] for n in range(PARTITIONS)
    }
    for events in log.values():
        for index in dice.sample(range(EVENTS // 2), POISONS):
            events[index] = (events[index][0], "poison")
    return log


def records(log: dict[int, list[tuple[str, str]]], first: int, end: int) -> list[OutgoingRecord]:
    """Return a part of the log, as it is sent."""
    return [
        comment(seq, text, key=key, partition=partition)
        for partition, events in log.items()
        for seq, (key, text) in enumerate(events[first:end], start=first + 1)
    ]


def before_the_cure(log: dict[int, list[tuple[str, str]]]) -> dict[PartitionKey, list[int]]:
    """Return what can be applied, by partition and key.

    That is everything with no poison of its key at or before it.
    """
    seqs: dict[PartitionKey, list[int]] = defaultdict(list)
    for partition, events in log.items():
        bad: set[str] = set()
        for seq, (key, text) in enumerate(events, start=1):
            bad |= {key} if text == "poison" else set()
            if key not in bad:
                seqs[partition, key].append(seq)
    return dict(seqs)


def everything(log: dict[int, list[tuple[str, str]]]) -> dict[PartitionKey, list[int]]:
    """Return all seqs in order, by partition and key."""
    seqs: dict[PartitionKey, list[int]] = defaultdict(list)
    for partition, events in log.items():
        for seq, (key, _) in enumerate(events, start=1):
            seqs[partition, key].append(seq)
    return dict(seqs)


async def applied(pool: Pool) -> dict[PartitionKey, list[int]]:
    """Return what was applied, in that order, by partition and key."""
    rows = await pool.fetch(
        f"select partition, key, array_agg(seq order by id) as seqs from {SCHEMA}.effect "
        f"group by 1, 2"
    )
    return {(row["partition"], row["key"]): list(row["seqs"]) for row in rows}


async def has_read(pool: Pool, events: int) -> bool:
    """Return whether so many of each partition have been applied or put aside."""
    rows = await pool.fetch(f"select next_seq from {SCHEMA}.checkpoint")
    return len(rows) == PARTITIONS and all(row["next_seq"] > events for row in rows)
