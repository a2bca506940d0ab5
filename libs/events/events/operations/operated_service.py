"""What a service tells the commands about itself."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from events.broker.broker import Broker
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.entry import Owner
from events.catalogue.registry import TOPICS
from events.consumer.consumer import Consumer
from events.operations.stop_command import StopCommand
from events.relay.outbox import Outbox
from events.store.connection import Pool, in_schema
from events.store.postgres_store import InlineProjection

_COUNT_SHARDS = "select count(*) from {schema}.es_shard"

Consumers = Callable[[], AbstractAsyncContextManager[Sequence[Consumer]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatedService:
    """A service as its commands see it.

    `source`: the owner of its store, None where it has none. `broker` makes one when it is needed. `inline`: the projections that fill the
    service's tables from its own events, for an import. `consumers` builds what follows other services, with their reactions, for a retry;
    None where it follows nobody. `bootstrap_servers`: where an operator's step on a topic goes.
    """

    schema: str
    database_url: str
    topic_prefix: str
    broker: Callable[[], Broker]
    source: Owner | None = None
    inline: Sequence[InlineProjection] = ()
    consumers: Consumers | None = None
    bootstrap_servers: str | None = None

    @property
    def owner(self) -> Owner:
        """Who owns its store. Raises StopCommand where it has none."""
        if self.source is None:
            raise StopCommand(f"{self.schema} has no store of its own")
        return self.source

    async def outbox(self, pool: Pool) -> Outbox:
        """Which events go to which topic, with as many partitions as the store has shards."""
        shards: int = await pool.fetchval(in_schema(_COUNT_SHARDS, self.schema))
        topic = self.topic_prefix + TOPICS[self.owner]
        return Outbox(schema=self.schema, source=self.owner, topic=topic, shards=shards)


def kafka_at(bootstrap_servers: str | None) -> Callable[[], Broker]:
    """Makes the broker at that address when it is needed; then raises StopCommand where there is none."""

    def broker() -> Broker:
        if not bootstrap_servers:
            raise StopCommand("bad settings: TOCSIN_KAFKA_BOOTSTRAP_SERVERS is missing")
        return KafkaBroker(bootstrap_servers)

    return broker
