"""Goes on with the chain of pages whose step is over and that nobody acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from events.event import Meta
from events.store.connection import Connection
from events.timers.timers import Timer
from notifier.adapters.page_stream import PageStreams, page_append
from notifier.adapters.read_on_call import read_book
from notifier.domain.escalate_page import ContinueChain, Moment, continue_chain
from notifier.domain.on_call_book import OnCallBook
from notifier.domain.page_on_call import ACTOR


@dataclass(frozen=True, slots=True)
class EscalateDuePages:
    """What `OwnClockTimers` fires, in a transaction that holds the shard's lock."""

    streams: PageStreams

    async def __call__(self, tx: Connection, due: Sequence[Timer]) -> None:
        """Begin what comes next for each page; the timers are of one shard."""
        book = await read_book(tx, self.streams.schema)
        for timer in due:
            await self._continue(tx, timer, book)

    async def _continue(self, tx: Connection, timer: Timer, book: OnCallBook) -> None:
        routing_key = timer.payload.decode()
        now = await self.streams.lock(tx, timer.shard)
        page, version = await self.streams.read(tx, timer.key, routing_key)
        moment = Moment(now=now, planned=min(timer.due_at, now))
        events = continue_chain(ContinueChain(moment=moment, book=book), page)
        if events:
            meta = Meta(correlation_id=uuid4().hex, actor=ACTOR)
            await self.streams.append(tx, [page_append(timer.key, routing_key, version, events, (now, meta))])
