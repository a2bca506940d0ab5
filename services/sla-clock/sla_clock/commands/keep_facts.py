"""The command `keep-facts`: fills in what happened to cases before the clock kept it, and where
customers live that were registered before.

It reads intake's topic from its beginning, beside a clock that runs, up to where each shard's facts
begin. What is kept already stays as it is, and is never called missing meanwhile; a command that
was stopped goes on where it was. Which later versions of calendars cases followed, the rows of
their deadlines know.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from events.broker.broker import Broker
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS
from events.clock import Clock, SystemClock
from events.consumer.checkpoints import Checkpoints
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.reaction import Batch
from events.errors import EventsError
from events.operations.terminal import StopCommand
from events.store.connection import Connection, Pool, make_pool
from sla_clock.adapters.customer_zones import keep_zones_again
from sla_clock.adapters.fact_tables import (
    facts_are_kept_up_to,
    facts_missing,
    fill_in_switches,
    keep_facts,
)
from sla_clock.settings import CONSUMER, SCHEMA
from webapi.load_settings import load
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import OperatorSettings

FACTS_CONSUMER: Final = f"{CONSUMER}-facts"
_WAIT_S: Final = 0.5
_SILENT_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class _FactsOnly:
    """The reaction that keeps facts, and notes in the same transaction which shard lacks none.

    `zones`: also those of customers. Only whoever reads all events knows the last of each.
    """

    schema: str
    zones: bool

    async def apply(self, batch: Batch[Connection]) -> None:
        await keep_facts(batch.tx, batch.events, self.schema)
        if self.zones:
            await keep_zones_again(batch.tx, batch.events, self.schema)
        if batch.events:
            last = batch.events[-1]
            await facts_are_kept_up_to(batch.tx, last.shard, last.seq, self.schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFiller:
    """Fills in the facts of one database from one broker. `silent_s`: how long to wait for more."""

    pool: Pool
    broker: Broker
    clock: Clock
    topic_prefix: str = ""
    silent_s: float = _SILENT_S

    async def fill_in(self, *, again: bool = False) -> Sequence[str]:
        """Fill in what is missing; `again`: read everything once more, whatever is known.

        Returns what to say. Raises StopCommand where the topic does not hold what is missing.
        """
        up_to = await self._begin_again() if again else {}
        missing = await facts_missing(self.pool, SCHEMA)
        if missing or up_to:
            consumer = self._consumer(zones=again)
            try:
                await self._read(consumer, up_to)
            finally:
                await consumer.close()
        lines = [
            *(
                f"shard {shard}: facts are kept from the first event on, not only from {seq} on"
                for shard, seq in sorted(missing.items())
            ),
            *(
                f"shard {shard}: the events before {seq} were read again"
                for shard, seq in sorted(up_to.items())
            ),
            *await self._switches(),
        ]
        return lines or ["facts are kept of every event from the first on: nothing is missing"]

    async def _begin_again(self) -> Mapping[int, int]:
        """Forget how far the topic was read; return up to which seq of each shard to read it.

        What is kept is there meanwhile, so nothing is noted as missing: whenever this ends, what
        the tables say is true.
        """
        async with self.pool.acquire() as tx, tx.transaction():
            applied = await self._positions(tx, CONSUMER)
            await Checkpoints(SCHEMA, FACTS_CONSUMER).forget(tx)
        return {shard: seq for shard, seq in applied.items() if seq > 1}

    async def _positions(self, tx: Connection, consumer: str) -> Mapping[int, int]:
        """Return the next seq that a consumer has to apply of each shard of intake's topic."""
        positions = await Checkpoints(SCHEMA, consumer).positions(tx)
        return {
            partition.partition: seq
            for partition, (seq, _) in positions.items()
            if partition.topic == self._topic
        }

    async def _switches(self) -> Sequence[str]:
        async with self.pool.acquire() as tx, tx.transaction():
            filled = await fill_in_switches(tx, SCHEMA)
        return [f"{filled} switches to a later version of a calendar are kept now"] * bool(filled)

    async def _left(self, up_to: Mapping[int, int]) -> Mapping[int, int]:
        """Return the shards that are not read so far yet, and from which seq on each has facts."""
        async with self.pool.acquire() as tx:
            read = await self._positions(tx, FACTS_CONSUMER)
        unread = {shard: seq for shard, seq in up_to.items() if read.get(shard, 1) < seq}
        return {**unread, **await facts_missing(self.pool, SCHEMA)}

    async def _read(self, consumer: Consumer, up_to: Mapping[int, int]) -> None:
        heard_at = self.clock.monotonic()
        while missing := await self._left(up_to):
            if await consumer.step(_WAIT_S):
                heard_at = self.clock.monotonic()
            if stopped := consumer.status().stopped:
                raise StopCommand(f"{stopped[0].problem}, then run this again")
            if self.clock.monotonic() - heard_at > self.silent_s:
                raise StopCommand(_ends_too_early(self._topic, missing))

    def _consumer(self, *, zones: bool) -> Consumer:
        options = ConsumerOptions(
            catalogue=CATALOGUE,
            group=self.topic_prefix + FACTS_CONSUMER,
            clock=self.clock,
            # Facts hold nobody's words, so no key is asked for.
            unopened=frozenset({self._topic}),
        )
        reactions = {self._topic: _FactsOnly(SCHEMA, zones)}
        return Consumer(FACTS_CONSUMER, self.broker, self.pool, SCHEMA, reactions, options=options)

    @property
    def _topic(self) -> str:
        return self.topic_prefix + TOPICS["intake"]


def _ends_too_early(topic: str, missing: Mapping[int, int]) -> str:
    shard, seq = min(missing.items())
    return (
        f"{topic}[{shard}] does not hold the events before {seq}: have intake send them again "
        f"(`python -m intake relay --from 0`), then run this again"
    )


def _describe(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name, help="fill in what happened to cases before it was kept, for `what-if`"
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="read the whole topic, also if nothing is missing, and where customers live",
    )
    add_database_url(parser)


def _run(arguments: argparse.Namespace) -> int:
    try:
        lines = asyncio.run(_fill_in(load(OperatorSettings), again=arguments.again))
    except EventsError as problem:
        raise StopCommand(str(problem)) from None
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


async def _fill_in(settings: OperatorSettings, *, again: bool) -> Sequence[str]:
    if not settings.kafka_bootstrap_servers:
        raise StopCommand("bad settings: TOCSIN_KAFKA_BOOTSTRAP_SERVERS is missing")
    pool = await make_pool(settings.database_url, size=4, application_name="sla-clock-keep-facts")
    broker = KafkaBroker(settings.kafka_bootstrap_servers)
    try:
        filler = FactFiller(
            pool=pool, broker=broker, clock=SystemClock(), topic_prefix=settings.topic_prefix
        )
        return await filler.fill_in(again=again)
    finally:
        await broker.close()
        await pool.close()


KEEP_FACTS: Final = ServiceCommand(add_to=_describe, run=_run)
