"""What a store guarantees.

`postgres_store.py` and `memory_store.py` keep it, and pass the same tests.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

import msgspec

from events.errors import AnswerForgotten, KeyReused
from events.event import NewEvent, Recorded
from events.store.event_table import ChainedEvent, Head
from events.stored_event import StoredEvent
from events.watermark import Watermark

Tx = TypeVar("Tx")

FORGOTTEN_ANSWER: Final = b"\0"
"""Takes the place of an answer that is no longer kept. No answer of a service begins like that."""


class CommandRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Remembers a command, in the transaction that carries it out, for requests that are repeated.

    `command_id` stands for the request (caller and Idempotency-Key), `fingerprint` for its body,
    `response` is the answer.
    """

    command_id: UUID
    fingerprint: bytes
    response: bytes

    def answer_to(self, fingerprint: bytes) -> bytes:
        """Return the first answer to a repeated request with this fingerprint.

        Raises KeyReused if the first request was another one, and AnswerForgotten.
        """
        if fingerprint != self.fingerprint:
            raise KeyReused("this key was used before, for another request")
        if self.response == FORGOTTEN_ANSWER:
            raise AnswerForgotten("this was carried out long ago, its answer is no longer kept")
        return self.response


class Append(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Events to add to one stream, all or none.

    `expected_version`: the version that the stream must have (0: it must not exist); None: any.
    `recorded_at` is only for history (an import), whose times are in the past; otherwise the
    store's clock gives the time. `command`: see CommandRecord.
    """

    stream: str
    routing_key: str
    expected_version: int | None
    events: Sequence[NewEvent]
    command: CommandRecord | None = None
    recorded_at: datetime | None = None


class Appended(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The events as recorded; `version` is the stream's new one."""

    stream: str
    version: int
    events: tuple[Recorded, ...]


class Conflict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The stream was not at the expected version; nothing of this append was written."""

    stream: str
    expected: int
    actual: int


class AlreadyDone(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The command was carried out before; nothing was written now.

    `record` has the first fingerprint and answer.
    """

    record: CommandRecord


Outcome = Appended | Conflict | AlreadyDone


class EventStore(Protocol[Tx]):
    """An append-only log in `shards` shards, each with contiguous `seq` from 1 in commit order.

    `Tx` is what a transaction is: an asyncpg connection, or the in-memory store's own.
    """

    source: str
    shards: int

    async def now(self) -> datetime:
        """Return the store's time, the authority on when something was recorded. Aware, in UTC."""
        ...

    async def append(self, append: Append) -> Appended | AlreadyDone:
        """Add to a stream, by group commit with whatever else is waiting; return once committed.

        Raises WrongExpectedVersion, ImportUnderWay, HistoryRefused, StoreClosed; then nothing was
        written. If the caller is cancelled, the append may or may not happen, as a whole: ask again
        under the same command id.
        """
        ...

    async def append_in(self, tx: Tx, appends: Sequence[Append]) -> Sequence[Outcome]:
        """Add within the caller's transaction, in the order given; lock shards in order.

        Each item succeeds or conflicts by itself. A `recorded_at` in the past is always taken: what
        follows from imported events is history, too. Raises ImportUnderWay, EventAlreadyRecorded,
        Refused; then roll the transaction back.
        """
        ...

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Return a transaction in this store's database.

        It commits at the end, and rolls back on an error.
        """
        ...

    async def read_stream(
        self, stream: str, routing_key: str, after_version: int = 0
    ) -> Sequence[Recorded]:
        """Return a stream's events above `after_version`, in order; none without such a stream."""
        ...

    async def read_streams(
        self, streams: Collection[tuple[str, str]]
    ) -> Mapping[str, Sequence[Recorded]]:
        """Return the events of many streams, given as (stream, routing key), in one read.

        A stream without events is left out.
        """
        ...

    async def read_shard(self, shard: int, from_seq: int, limit: int) -> Sequence[Recorded]:
        """Return a shard's events with seq >= `from_seq`, in order, at most `limit`."""
        ...

    async def read_chain(self, shard: int, from_seq: int, limit: int) -> Sequence[ChainedEvent]:
        """Return the rows that `read_shard` would read, as they are stored, each with its hash."""
        ...

    async def opened(self, rows: Sequence[StoredEvent], tx: Tx | None = None) -> Sequence[Recorded]:
        """Return the events of rows that were read elsewhere, their keys fetched all at once.

        `tx`: the caller's transaction, where it holds a connection already.
        """
        ...

    async def heads(self) -> Sequence[Head]:
        """Return where the chain of each shard ends now, by shard."""
        ...

    async def find_command(self, command_id: UUID) -> CommandRecord | None:
        """Return the record of a command that was carried out, if it was."""
        ...

    async def now_and_command(self, command_id: UUID) -> tuple[datetime, CommandRecord | None]:
        """Return what `now` and `find_command` do, by one read."""
        ...

    async def find_command_in(self, tx: Tx, command_id: UUID) -> CommandRecord | None:
        """Return the record of a command as the caller's transaction sees it."""
        ...

    async def make_watermarks(self) -> Sequence[Watermark]:
        """Make a watermark for each shard that nobody is appending to, in one transaction.

        During an import it is for the instant before a shard's last event, since more may come with
        the same time. For a shard without events it only says that there was none a moment ago:
        history may still come into it.
        """
        ...

    async def begin_history(self) -> None:
        """Begin an import, or go on with one that was killed. Earlier ones may have ended.

        Until it ends, times come from the past and live appends are refused. Raises HistoryRefused
        if the store holds events that are not marked as imported.
        """
        ...

    async def end_history(self) -> None:
        """End the import: live appends are taken again."""
        ...

    async def in_history(self) -> bool:
        """Return whether an import is under way, or was killed before its end."""
        ...

    async def close(self) -> None:
        """Take no more appends, and return when all that were taken are answered."""
        ...
