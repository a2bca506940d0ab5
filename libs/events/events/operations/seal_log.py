"""Seals a log that was recorded plain, on its way into a new store: other bytes, so another chain
of hashes; everything else stays."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from events.catalogue.registry import Catalogue
from events.event import NewEvent, Recorded
from events.sealing.sealer import Sealer
from events.store.chain_hash import FIRST_LINK
from events.store.connection import Connection
from events.store.event_table import ChainedEvent, hash_of
from events.stored_event import StoredEvent, recorded_of


class Writer(NamedTuple):
    """Who wrote an event, and of which customer it is, as `NewEvent` has them."""

    author: str | None
    customer_id: str | None


WriterOf: TypeAlias = Callable[[Recorded], Writer]
"""Tells who wrote an event of an old log, in which nothing says it."""


class LogSealer:
    """Seals the events of a log in their order, and chains them anew."""

    def __init__(
        self, catalogue: Catalogue, source: str, sealer: Sealer[Connection], writer_of: WriterOf
    ) -> None:
        self._catalogue, self._source = catalogue, source
        self._sealer, self._writer_of = sealer, writer_of
        self._last: dict[int, bytes] = {}

    async def sealed(
        self, tx: Connection, events: Sequence[ChainedEvent]
    ) -> Sequence[ChainedEvent]:
        """Return the events as they are to be stored; their keys are kept by the transaction.

        Call it with all events, in the order of each shard's seq. Raises UnknownEventType,
        MalformedEvent.
        """
        news = [self._new(event.stored) for event in events]
        persons = {self._catalogue.person_of(new) for new in news if new is not None}
        keys = await self._sealer.of_in(tx, {one for one in persons if one is not None})
        return [
            self._chained(
                event.stored if new is None else _written(self._catalogue.write(new, keys), event)
            )
            for event, new in zip(events, news, strict=True)
        ]

    def last_hash(self, shard: int) -> bytes:
        """Return the hash of a shard's last event."""
        return self._last.get(shard, FIRST_LINK)

    def _new(self, stored: StoredEvent) -> NewEvent | None:
        """Return the event to be sealed; None for one that stays as it is."""
        if self._catalogue.is_sealed(stored.name, stored.schema_version):
            return None
        recorded = recorded_of(stored, self._source, self._catalogue)
        if self._catalogue.entry_of(recorded.data).form is None:
            return None
        author, customer_id = self._writer_of(recorded)
        return NewEvent(
            data=recorded.data,
            event_id=recorded.event_id,
            occurred_at=recorded.occurred_at,
            meta=recorded.meta,
            author=author,
            customer_id=customer_id,
        )

    def _chained(self, stored: StoredEvent) -> ChainedEvent:
        digest = hash_of(self.last_hash(stored.shard), stored)
        self._last[stored.shard] = digest
        return ChainedEvent(stored, digest)


def _written(written: tuple[str, int, bytes], event: ChainedEvent) -> StoredEvent:
    _, version, data = written
    return msgspec.structs.replace(event.stored, schema_version=version, data=data.decode())
