"""What a service hands to its operator's commands."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from events.broker.broker import Broker
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.entry import Owner
from events.catalogue.registry import Catalogue
from events.consumer.consumer import Consumer
from events.operations.terminal import StopCommand
from events.relay.outbox import Outbox
from events.sealing.key_source import KeySource
from events.store.connection import Pool, in_schema
from events.store.postgres_store import InlineProjection

_COUNT_SHARDS = "select count(*) from {schema}.es_shard"

Consumers = Callable[[], AbstractAsyncContextManager[Sequence[Consumer]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatedService:
    """A service as its commands see it.

    `source` owns the store, and `topic` (full name, prefix included) carries its events; both are
    None for a service without a store. `broker` makes a broker when one is needed. `inline` are the
    projections that fill the service's tables from its own events during an import. `consumers`
    builds the consumers with their reactions for a retry; None: the service follows nobody.
    `bootstrap_servers` is where an operator's step on a topic goes. `keys` makes what opens
    personal data in the service's own events; None: it does not seal.
    """

    schema: str
    database_url: str
    catalogue: Catalogue
    broker: Callable[[], Broker]
    source: Owner | None = None
    topic: str | None = None
    inline: Sequence[InlineProjection] = ()
    consumers: Consumers | None = None
    bootstrap_servers: str | None = None
    keys: Callable[[Pool], KeySource] | None = None

    @property
    def owner(self) -> Owner:
        """Return the owner of the store. Raises StopCommand for a service without one."""
        if self.source is None:
            raise StopCommand(f"{self.schema} has no store of its own")
        return self.source

    async def outbox(self, pool: Pool) -> Outbox:
        """Return which events go to which topic.

        Raises StopCommand for a service without a store.
        """
        if self.source is None or self.topic is None:
            raise StopCommand(f"{self.schema} has no store of its own")
        shards: int = await pool.fetchval(in_schema(_COUNT_SHARDS, self.schema))
        return Outbox(schema=self.schema, source=self.source, topic=self.topic, shards=shards)


def kafka_at(bootstrap_servers: str | None) -> Callable[[], Broker]:
    """Return what makes the broker at that address; it raises StopCommand if none is set."""

    def broker() -> Broker:
        if not bootstrap_servers:
            raise StopCommand("bad settings: TOCSIN_KAFKA_BOOTSTRAP_SERVERS is missing")
        return KafkaBroker(bootstrap_servers)

    return broker
