"""Two clocks, two intakes with their relays, a broker and a database, all of them killed, stopped,
frozen, cut off and slowed down at random, while cases with targets of seconds are written: in the
end the clock has said exactly what follows from the log: nothing false, nothing lost, nothing
twice; and what was noticed late says so."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from events.catalogue.registry import CATALOGUE
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore, StoreOptions
from local_stack.apache_kafka import ApacheKafkaServer
from local_stack.broker_server import BrokerServer
from local_stack.postgres_server import PostgresServer
from local_stack.server_process import BrokerProcess
from tests.faults.busy_cases import LONGEST_S, Writer
from tests.faults.fleet import SHARDS, fleet
from tests.faults.ground import Counts, Ground
from tests.faults.kafka_proxy import KafkaProxy
from tests.faults.rough_hands import RoughHands
from tests.faults.truth import (
    BREACHED,
    differences,
    expected,
    first_verdicts,
    log_of,
    noticed_late,
    plainly_expected,
    recorded,
)
from tests.faults.until import until
from tests.support.event_stores import store_pool

_SERVICES = ("intake", "intake:2", "sla_clock", "sla_clock:2")
_QUICK_S, _WRITERS = 20.0, 3
_CATCHES_UP_WITHIN_S = 180.0


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(400)
async def test_what_was_said_is_what_follows_from_the_log(ground: Ground) -> None:
    counts = await tell_the_truth_after_faults(ground)
    assert counts["breaches"] > 0


async def tell_the_truth_after_faults(ground: Ground) -> Counts:
    """Return the trap; where it is set alone, it takes as long as the whole run."""
    seconds = ground.seconds or _QUICK_S * ground.load
    with _servers() as (postgres, broker):
        ground = replace(ground, dsn=postgres.dsn(), servers=broker.bootstrap_servers)
        async with (
            KafkaProxy(ground.servers) as wire,
            fleet(ground, wire.bootstrap_servers, _SERVICES) as ships,
            store_pool(ground.dsn, size=8) as pool,
        ):
            hands = RoughHands(ships, _SERVICES, broker, wire, postgres, ground.dice())
            store = PostgresStore(
                pool, "intake", "intake", SHARDS, options=StoreOptions(catalogue=CATALOGUE)
            )
            writers = [Writer(store, f"w{number}", ground.seed) for number in range(_WRITERS)]
            writing = [asyncio.create_task(writer.run()) for writer in writers]
            try:
                await hands.run(seconds)
            finally:
                for task in writing:
                    task.cancel()
                await asyncio.wait(writing)
            assert all(task.cancelled() for task in writing), "a writer has ended before"
            counts = await _judged(store, pool)
            await store.close()
    return counts + hands.done


@contextmanager
def _servers() -> Iterator[tuple[PostgresServer, BrokerProcess]]:
    """Yield a database that keeps what it acknowledged, and a broker."""
    with TemporaryDirectory(prefix="tocsin-truth-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        kafka = os.environ.get("BROKER") == "kafka"
        broker = (ApacheKafkaServer if kafka else BrokerServer)(folder / "broker")
        with PostgresServer(folder / "postgres", durable=True) as postgres, broker:
            yield postgres, broker


async def _judged(store: PostgresStore, pool: Pool) -> Counts:
    """Return the counts when the clock has said all that follows from the log, and no more."""
    log = await log_of(store)
    end = max(one.recorded_at for one in log) + timedelta(seconds=LONGEST_S)
    should, plain = expected(log), plainly_expected(log)

    async def is_over() -> bool:
        return await store.now() > end

    async def is_recorded() -> bool:
        return await recorded(pool) == should

    await until(is_over)
    try:
        await until(is_recorded, at_most_s=_CATCHES_UP_WITHIN_S)
    except TimeoutError:
        raise AssertionError(differences(should, await recorded(pool))) from None
    verdicts = first_verdicts(await recorded(pool))
    assert verdicts == plain, _first_difference(verdicts, plain)
    late, latest_s = await noticed_late(pool)
    breaches = sum(one.kind == BREACHED for one in should.elements())
    return Counter(
        {
            "events of intake": len(log),
            "events of deadlines": should.total(),
            "breaches": breaches,
            "plain verdicts": len(plain),
            "breaches noticed late": late,
            "latest by ms": int(1000 * latest_s),
        }
    )


def _first_difference(one: object, other: object) -> str:
    pairs: Sequence[object] = sorted(set(_items(one)) ^ set(_items(other)))
    return f"{len(pairs)} differ: {pairs[:4]}"


def _items(mapping: object) -> list[str]:
    return [repr(pair) for pair in mapping.items()] if isinstance(mapping, dict) else []
