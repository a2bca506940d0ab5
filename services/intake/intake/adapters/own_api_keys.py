"""Tells whose an API key is, from intake's own log: every two seconds it reads what was added."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from events.clock import Clock
from events.errors import EventsError
from events.event import Recorded
from events.store.database_errors import DATABASE_ERRORS
from intake.adapters.key_deciders import ROUTING_KEY, STREAM, evolve_key
from intake.adapters.key_use_table import NOTED_EVERY, KeyUseTable
from intake.adapters.streams import Store
from intake.domain.api_keys import ApiKey, ApiKeyEvent
from webapi.api_keys import BELIEVED_FOR_S, KeyHolder, hash_of
from webapi.jwks import KeysUnavailable


@dataclass(slots=True)
class OwnApiKeys:
    """The keys as intake last read them.

    `clock` is the host's, as for tokens: a store's clock that is moved forward ends nobody's key.
    """

    store: Store
    clock: Clock
    uses: KeyUseTable
    _known: dict[str, ApiKey] = field(default_factory=dict)
    _by_hash: dict[str, str] = field(default_factory=dict)
    _version: int = 0
    _read_at: float | None = None
    _failed_at: float | None = None
    # How often it was asked to read again, and the count that the last read began with.
    _wanted: int = 0
    _served: int = 0
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _noted: dict[str, datetime] = field(default_factory=dict)

    async def holder_of(self, key: str, *, braked: bool = False) -> KeyHolder | None:
        """Return whose the key is; None for one that is unknown or revoked.

        Guesses cost nothing here, wherever they come from, so `braked` changes nothing.
        """
        del braked
        await self._refresh()
        api_key = self._known.get(self._by_hash.get(hash_of(key), ""))
        if api_key is None or api_key.revoked is not None:
            return None
        await self._note_use(api_key)
        return _holder(api_key)

    async def all_keys(self) -> Mapping[str, ApiKey]:
        """Return all keys by their ids, also those that are revoked, as they are now."""
        self.read_again()
        await self._refresh()
        return self._known

    def read_again(self) -> None:
        """Read the keys anew at the next question: one was issued or revoked here."""
        self._wanted += 1

    async def _refresh(self) -> None:
        if self._is_fresh():
            return
        came_at = self.clock.monotonic()
        async with self._reading:
            # Again, under the lock: whoever waited finds that the keys have just been read, or
            # that they cannot be; a database that is away must not hold each of them in turn.
            if self._is_fresh():
                return
            if self._failed_at is not None and self._failed_at > came_at:
                raise KeysUnavailable("the keys could not be read")
            await self._read_on()

    def _is_fresh(self) -> bool:
        return (
            self._read_at is not None
            and self._served == self._wanted
            and self.clock.monotonic() - self._read_at < BELIEVED_FOR_S
        )

    async def _read_on(self) -> None:
        # From before the read: what is recorded or asked for during it may not be in what is read.
        now, wanted = self.clock.monotonic(), self._wanted
        try:
            added = await self.store.read_stream(STREAM, ROUTING_KEY, after_version=self._version)
        except (EventsError, *DATABASE_ERRORS) as error:
            self._failed_at = self.clock.monotonic()
            raise KeysUnavailable(type(error).__name__) from None
        self._take_in(added)
        self._read_at, self._served = now, wanted

    def _take_in(self, added: Sequence[Recorded]) -> None:
        for recorded in added:
            event = recorded.data
            assert isinstance(event, ApiKeyEvent), "the stream of keys holds nothing else"
            key = evolve_key(self._known.get(event.key_id), event)
            self._known[event.key_id] = key
            self._by_hash[key.issued.key_hash] = event.key_id
            self._version = recorded.version

    async def _note_use(self, key: ApiKey) -> None:
        key_id, now = key.issued.key_id, self.clock.now()
        noted = self._noted.get(key_id)
        # The use of a key that has ended is none: whoever checks it refuses it.
        if key.issued.expires_at <= now or (noted is not None and now - noted < NOTED_EVERY):
            return
        # Before the write, so that many calls at once write it once.
        self._noted[key_id] = now
        try:
            await self.uses.note(key_id, now)
        # A note that cannot be made must keep nobody out; the next is tried in a minute.
        except DATABASE_ERRORS:
            return


def _holder(key: ApiKey) -> KeyHolder:
    issued = key.issued
    return KeyHolder(
        subject=f"api-key:{issued.key_id}",
        role=issued.role,
        customer_id=issued.customer_id,
        user_id=issued.user_id,
        read_only=issued.read_only,
        operations=issued.operations,
        expires_at=issued.expires_at,
    )
