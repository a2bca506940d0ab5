"""Tells whose an API key is, from intake's own log, read again every two seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.clock import Clock
from events.command_runner import CommandRequest, load, run_new_command
from events.errors import EventsError
from intake.adapters.key_deciders import NOTING_KEY_USE, ROUTING_KEY, STREAM
from intake.adapters.streams import Store
from intake.domain.api_keys import ApiKey, ApiKeys
from intake.domain.note_api_key_use import NoteApiKeyUse, is_worth_noting
from webapi.api_keys import BELIEVED_FOR_S, KeyHolder, hash_of
from webapi.correlation import meta_for
from webapi.jwks import KeysUnavailable


def _say_nothing(_keys: ApiKeys, _version: int) -> bytes:
    return b""


async def load_keys(store: Store) -> tuple[ApiKeys, int]:
    """Return all keys, and the version of their stream."""
    return await load(store, NOTING_KEY_USE, STREAM, ROUTING_KEY)


@dataclass(slots=True)
class OwnApiKeys:
    """The keys as intake last read them.

    `clock` is the host's, as for tokens: a store's clock that is moved forward ends nobody's key.
    """

    store: Store
    clock: Clock
    _by_hash: Mapping[str, ApiKey] = field(default_factory=dict)
    _read_at: float | None = None

    async def holder_of(self, key: str) -> KeyHolder | None:
        """Return whose the key is; None for one that is unknown or revoked."""
        api_key = (await self._keys()).get(hash_of(key))
        if api_key is None or api_key.revoked is not None:
            return None
        issued = api_key.issued
        holder = KeyHolder(
            subject=f"api-key:{issued.key_id}",
            role=issued.role,
            customer_id=issued.customer_id,
            user_id=issued.user_id,
            read_only=issued.read_only,
            expires_at=issued.expires_at,
        )
        if is_worth_noting(api_key, self.clock.now()):
            await self._note_use(issued.key_id, holder)
        return holder

    def read_again(self) -> None:
        """Read the keys anew at the next question: one was issued or revoked here."""
        self._read_at = None

    async def _keys(self) -> Mapping[str, ApiKey]:
        now = self.clock.monotonic()
        if self._read_at is None or now - self._read_at >= BELIEVED_FOR_S:
            try:
                keys, _ = await load_keys(self.store)
            except EventsError as error:
                raise KeysUnavailable(type(error).__name__) from None
            # From before the read: what is recorded during it may not be in what was read.
            self._by_hash, self._read_at = {one.issued.key_hash: one for one in keys.values()}, now
        return self._by_hash

    async def _note_use(self, key_id: str, holder: KeyHolder) -> None:
        try:
            request: CommandRequest[ApiKeys] = CommandRequest(
                stream=STREAM,
                routing_key=ROUTING_KEY,
                meta=meta_for(holder),
                occurred_at=await self.store.now(),
                respond=_say_nothing,
            )
            command = NoteApiKeyUse(key_id=key_id, now=self.clock.now())
            await run_new_command(self.store, NOTING_KEY_USE, command, request=request)
        # During an import, say: a note that is not made must keep nobody out.
        except EventsError:
            return
        self.read_again()
