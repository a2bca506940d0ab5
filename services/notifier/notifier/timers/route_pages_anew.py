"""Gives a chain to pages for which no routing rule was found, as soon as there is one."""

from dataclasses import dataclass
from uuid import uuid4

from events.event import Meta
from events.store.connection import Connection, Pool
from notifier.adapters.open_pages import OpenPages, PageWithoutChain
from notifier.adapters.page_stream import PageStreams, page_append
from notifier.adapters.read_on_call import read_book
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_book import OnCallBook
from notifier.domain.page_on_call import ACTOR
from notifier.domain.route_page import route_page
from notifier.domain.route_page_anew import RoutePageAnew, route_page_anew
from notifier.domain.whole_chain import Chain, chain_of


@dataclass(frozen=True, slots=True)
class RoutePagesAnew:
    """Looks at the open pages without a chain; there are none, save where rules lack."""

    pool: Pool
    streams: PageStreams
    open_pages: OpenPages

    async def step(self) -> int:
        """Look once; returns how many pages got a chain."""
        waiting = await self.open_pages.without_chain(self.pool)
        if not waiting:
            return 0
        book = await read_book(self.pool, self.streams.schema)
        chains = [(page, _chain(page, book)) for page in waiting]
        return sum([await self._route(page, chain, book) for page, chain in chains if chain.steps])

    async def _route(self, waiting: PageWithoutChain, chain: Chain, book: OnCallBook) -> int:
        async with self.streams.store.transaction() as tx:
            return await self._append(tx, waiting, chain, book)

    async def _append(
        self, tx: Connection, waiting: PageWithoutChain, chain: Chain, book: OnCallBook
    ) -> int:
        now = await self.streams.lock(tx, waiting.shard)
        page, version = await self.streams.read(tx, waiting.page_id, waiting.routing_key)
        command = RoutePageAnew(chain=chain, moment=Moment(now=now, planned=now), book=book)
        events = route_page_anew(command, page)
        if not events:
            return 0
        meta = Meta(correlation_id=uuid4().hex, actor=ACTOR)
        append = page_append(waiting.page_id, waiting.routing_key, version, events, (now, meta))
        await self.streams.append(tx, [append])
        return 1


def _chain(page: PageWithoutChain, book: OnCallBook) -> Chain:
    return chain_of(route_page(page.route, book), page.route.reason, page.route.plan, book)
