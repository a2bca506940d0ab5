"""Gives a chain to pages for which no routing rule was found, as soon as there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from events.event import Meta
from events.store.connection import Connection, Pool
from notifier.adapters.open_pages import OpenPages, PageWithoutChain
from notifier.adapters.page_stream import PageStreams, page_append
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import ACTOR
from notifier.domain.reroute_page import ReroutePage, reroute_page
from notifier.domain.route_page import route_page
from notifier.domain.whole_chain import Chain, chain_of


@dataclass(frozen=True, slots=True)
class ReroutePages:
    """Looks at the open pages without a chain; there are some only while a rule is missing."""

    pool: Pool
    streams: PageStreams
    open_pages: OpenPages

    async def step(self) -> int:
        """Look once; return how many pages got a chain."""
        # Without a lock: `reroute_page` decides again on each page, under the lock of its shard.
        return sum(
            [await self._look(pages) async for pages in self.open_pages.without_chain(self.pool)]
        )

    async def _look(self, waiting: Sequence[PageWithoutChain]) -> int:
        directory = await read_directory(self.pool, self.streams.schema)
        chains = [(page, _chain(page, directory)) for page in waiting]
        return sum(
            [await self._route(page, chain, directory) for page, chain in chains if chain.steps]
        )

    async def _route(
        self, waiting: PageWithoutChain, chain: Chain, directory: OnCallDirectory
    ) -> int:
        async with self.streams.store.transaction() as tx:
            return await self._append(tx, waiting, chain, directory)

    async def _append(
        self, tx: Connection, waiting: PageWithoutChain, chain: Chain, directory: OnCallDirectory
    ) -> int:
        now = await self.streams.lock(tx, waiting.shard)
        page, version = await self.streams.read(tx, waiting.page_id, waiting.routing_key)
        command = ReroutePage(chain=chain, moment=Moment(now=now, planned=now), directory=directory)
        events = reroute_page(command, page)
        if not events:
            return 0
        meta = Meta(correlation_id=uuid4().hex, actor=ACTOR)
        append = page_append(waiting.page_id, waiting.routing_key, version, events, (now, meta))
        await self.streams.append(tx, [append])
        return 1


def _chain(page: PageWithoutChain, directory: OnCallDirectory) -> Chain:
    return chain_of(
        route_page(page.route, directory), page.route.reason, page.route.plan, directory
    )
