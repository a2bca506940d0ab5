"""Where a reader gets keys: its own table, intake over HTTP, or nowhere. Whatever it learns it may
keep in memory for a minute, and nowhere else."""

from collections.abc import Callable, Collection
from typing import Final, Protocol

from events.clock import Clock
from events.errors import Retryable
from events.sealing.data_key import NO_KEYS, DataKey, Keys

REMEMBERED_S: Final = 60.0
"""How long an erased key may still open something somewhere."""

MOST_REMEMBERED: Final = 10_000


class KeysAway(Retryable):
    """Whoever has the keys does not answer: the same work is tried again after a pause."""


class KeySource(Protocol):
    """Gives keys by their ids."""

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """Return the keys; None for one that was erased, nothing for one that is not known.

        Raises KeysAway.
        """
        ...


class NoKeySource:
    """Knows no key: personal data stays unread. For a service that needs none."""

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """Return nothing."""
        del key_ids
        return NO_KEYS


class KeysOfMany:
    """Asks several sources by turns, each only for what those before it do not know."""

    def __init__(self, *sources: KeySource) -> None:
        self._sources = sources

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """See `KeySource.fetch`. Raises KeysAway where a source is away that has to be asked."""
        keys = dict[str, DataKey | None]()
        for source in self._sources:
            if missing := set(key_ids) - keys.keys():
                keys.update(await source.fetch(missing))
        return keys


class RememberedKeys:
    """Remembers for a minute what another source said.

    What it did not know is asked anew: a key may be made at any moment.
    """

    def __init__(self, source: KeySource, clock: Clock) -> None:
        self._source, self._clock = source, clock
        self._memory: dict[str, tuple[float, DataKey | None]] = {}

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """Return the keys, as `KeySource.fetch` says; asks only for those that it does not know."""
        now = self._clock.monotonic()
        remembered = {
            key_id: known[1]
            for key_id in key_ids
            if (known := self._memory.get(key_id)) and now - known[0] < REMEMBERED_S
        }
        if not (missing := set(key_ids) - remembered.keys()):
            return remembered
        learnt = await self._source.fetch(missing)
        if len(self._memory) + len(learnt) > MOST_REMEMBERED:
            self._memory.clear()
        # From before the question: a key that was erased meanwhile is not kept longer for it.
        self._memory.update({key_id: (now, key) for key_id, key in learnt.items()})
        return {**remembered, **learnt}

    def forget(self) -> None:
        """Forget all keys, because one was erased."""
        self._memory.clear()


class LenientKeys:
    """Goes on without keys where their source is away: for work that must not be late."""

    def __init__(self, source: KeySource, tell: Callable[[], None]) -> None:
        self._source, self._tell = source, tell

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """Return the keys; while they cannot be asked for, none, after calling `tell`."""
        try:
            return await self._source.fetch(key_ids)
        except KeysAway:
            self._tell()
            return NO_KEYS
