"""Reads events from records, after all keys that they need were fetched at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from events.broker.broker import IncomingRecord
from events.catalogue.registry import Catalogue
from events.envelope import from_incoming, keys_needed
from events.event import Recorded
from events.sealing.data_key import NO_KEYS, Keys
from events.sealing.key_source import KeySource


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Reads a consumer's records; what is personal in those of `unopened` topics stays closed."""

    catalogue: Catalogue
    keys: KeySource
    unopened: Collection[str] = ()

    async def keys_of(self, records: Iterable[IncomingRecord]) -> Keys:
        """Return the keys that these records need. Raises KeysAway."""
        opened = (record for record in records if record.topic not in self.unopened)
        ids = keys_needed(opened, self.catalogue)
        return await self.keys.fetch(ids) if ids else NO_KEYS

    def read(self, record: IncomingRecord, keys: Keys) -> Recorded:
        """Return the event of a record. Raises Poison."""
        return from_incoming(record, self.catalogue, keys)
