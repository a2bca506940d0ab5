"""Does what timers say: continues pages' chains, rings again, looks after cases left alone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from events.event import Meta
from events.store.connection import Connection
from events.timers.timers import Timer
from notifier.adapters.cover_timers import PREFIX
from notifier.adapters.page_stream import PageStreams, page_append
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.continue_chain import ContinueChain, continue_chain
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import ACTOR


@dataclass(frozen=True, slots=True)
class EscalateDuePages:
    """What `OwnClockTimers` fires, in a transaction that holds the shard's lock."""

    streams: PageStreams
    left_alone: Callable[[Connection, Timer], Awaitable[None]]

    async def __call__(self, tx: Connection, due: Sequence[Timer]) -> None:
        """Begin what comes next for each page or case; the timers are of one shard."""
        directory = await read_directory(tx, self.streams.schema)
        for timer in due:
            if timer.key.startswith(PREFIX):
                await self.left_alone(tx, timer)
            else:
                await self._continue(tx, timer, directory)

    async def _continue(self, tx: Connection, timer: Timer, directory: OnCallDirectory) -> None:
        routing_key = timer.payload.decode()
        # Whoever claimed the timers holds the lock already; this asks for the store's time.
        now = await self.streams.lock(tx, timer.shard)
        page, version = await self.streams.read(tx, timer.key, routing_key)
        moment = Moment(now=now, planned=min(timer.due_at, now))
        events = continue_chain(ContinueChain(moment=moment, directory=directory), page)
        if events:
            meta = Meta(correlation_id=uuid4().hex, actor=ACTOR)
            await self.streams.append(
                tx, [page_append(timer.key, routing_key, version, events, (now, meta))]
            )
