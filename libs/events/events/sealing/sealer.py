"""What a store that seals asks for: the key of each person it writes about, made when there is
none yet."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

from events.clock import Clock
from events.sealing.data_key import DataKey, Keys, drawn_key
from events.sealing.key_source import MOST_REMEMBERED, REMEMBERED_S

Tx_contra = TypeVar("Tx_contra", contravariant=True)

PersonKeys: TypeAlias = Mapping[str, DataKey]
"""Keys by whose they are (see `persons.py`)."""


class Sealer(Protocol[Tx_contra]):
    """Gives keys by whose they are, and, as a `KeySource`, by id."""

    async def of(self, persons: Collection[str]) -> PersonKeys:
        """Return each person's key. Made and kept before this returns where there was none."""
        ...

    async def of_in(self, tx: Tx_contra, persons: Collection[str]) -> PersonKeys:
        """Return each person's key. A new one is kept if the caller's transaction is committed."""
        ...

    def hold_statements(self, key_ids: Collection[str], erased: Collection[str]) -> Sequence[str]:
        """Return what keeps keys from being dropped until the transaction ends.

        `erased`: whose keys the transaction drops itself; no other goes on to seal by them. The
        last statement returns one row for each of `key_ids` that was not dropped.
        """
        ...

    def forget(self, person: str) -> None:
        """Forget a person's key, because it was dropped."""
        ...

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """Return keys by id, as `KeySource.fetch` says."""
        ...

    async def fetch_in(self, tx: Tx_contra, key_ids: Collection[str]) -> Keys:
        """Return keys by id, read by the caller's transaction."""
        ...


class PersonMemory:
    """Remembers for a minute whose key is which: so an append asks for no key that it knows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keys: dict[str, tuple[float, DataKey]] = {}

    def known(self, persons: Collection[str]) -> dict[str, DataKey]:
        """Return the keys that are known; not those learnt more than a minute ago."""
        now = self._clock.monotonic()
        return {
            person: known[1]
            for person in persons
            if (known := self._keys.get(person)) and now - known[0] < REMEMBERED_S
        }

    def learn(self, keys: PersonKeys) -> None:
        """Remember these keys, for a minute from now on."""
        now = self._clock.monotonic()
        if len(self._keys) + len(keys) > MOST_REMEMBERED:
            self._keys.clear()
        self._keys.update({person: (now, key) for person, key in keys.items()})

    def forget(self, person: str) -> None:
        """Forget a person's key, because it was erased."""
        self._keys.pop(person, None)


class MemorySealer:
    """Keeps keys in memory. It ships for tests, beside `MemoryStore`."""

    def __init__(self) -> None:
        self._of: dict[str, DataKey] = {}
        self._by_id: dict[str, DataKey | None] = {}

    async def of(self, persons: Collection[str]) -> PersonKeys:
        """See `Sealer.of`."""
        for person in persons:
            if person not in self._of:
                key = drawn_key()
                self._of[person] = self._by_id[key.key_id] = key
        return {person: self._of[person] for person in persons}

    async def of_in(self, tx: object, persons: Collection[str]) -> PersonKeys:
        """See `Sealer.of_in`."""
        del tx
        return await self.of(persons)

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """See `Sealer.fetch`."""
        return {key_id: self._by_id[key_id] for key_id in key_ids if key_id in self._by_id}

    async def fetch_in(self, tx: object, key_ids: Collection[str]) -> Keys:
        """See `Sealer.fetch_in`."""
        del tx
        return await self.fetch(key_ids)

    def hold_statements(self, key_ids: Collection[str], erased: Collection[str]) -> Sequence[str]:
        """See `Sealer.hold_statements`: a store in memory has one writer."""
        del key_ids, erased
        return ()

    def forget(self, person: str) -> None:
        """See `Sealer.forget`: nothing is remembered beside the keys themselves."""
        del person

    def erase(self, person: str) -> None:
        """Drop the person's key; the next thing that it writes is sealed by a new one."""
        if key := self._of.pop(person, None):
            self._by_id[key.key_id] = None
