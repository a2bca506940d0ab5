"""The notifier as `serve` runs it, on real Postgres and real sockets: gold cases page whoever is held up, silver ones somebody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from events.broker.memory_broker import MemoryBroker
from events.catalogue.registry import TOPICS
from events.catalogue.terms import Plan
from events.clock import SystemClock
from events.sharding import DEFAULT_SHARDS
from notifier import bootstrap
from notifier.adapters.page_list import PageFilter, PageList, SeenPage
from notifier.bootstrap import Notifier
from notifier.settings import SCHEMA, NotifierSettings
from tests.faults.receivers import Receiver, receiver, takes_it
from tests.faults.until import until
from tests.notifier.night import SECRET, Teller, good
from webapi.tokens import make_token


@dataclass
class Pager:
    """The running notifier; `free` is the other engineer's receiver."""

    notifier: Notifier
    teller: Teller
    free: Receiver
    opened: int = 0

    async def pages(self) -> Sequence[SeenPage]:
        """All pages, the newest first."""
        return await PageList(self.notifier.pool, SCHEMA).newest(PageFilter(), 100)

    async def settled(self, outcome: str) -> None:
        """Wait until that is known of the newest page's only message."""

        async def known() -> bool:
            return [attempt.status for attempt in (await self.pages())[0].attempts] == [outcome]

        await until(known)

    def open_p1s(self, plan: Plan, count: int = 1) -> None:
        """So many P1s of customers with that plan."""
        for _ in range(count):
            self.opened += 1
            self.teller.opens(f"{plan}-{self.opened}", plan=plan)

    async def seconds_to_the_free_engineer(self) -> float:
        """Open a silver P1, and wait until the other engineer has it: how long that took."""
        loop = asyncio.get_running_loop()
        started, before = loop.time(), self.free.requests
        self.open_p1s("silver")
        await self.free.got(before + 1)
        return loop.time() - started


@asynccontextmanager
async def pager(dsn: str, held: str, **more: object) -> AsyncIterator[Pager]:
    """A notifier that pages the webhook `held` for gold; `more` are settings."""
    settings = NotifierSettings.model_validate(
        {
            "database_url": dsn,
            "kafka_bootstrap_servers": "nowhere:1",
            "jwt_secret": SecretStr(SECRET),
            "link_secret": SecretStr(SECRET),
            "allow_loopback_webhooks": True,
            **more,
        }
    )
    broker, clock = MemoryBroker(), SystemClock()
    await broker.create_topics(dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS))
    notifier = await bootstrap.build(settings, clock=clock, broker=broker)
    async with receiver(takes_it) as free:
        await _define(notifier, settings, {"gold": held, "silver": free.url})
        loops = _loops(notifier, clock)
        try:
            yield Pager(notifier, Teller(broker, clock), free)
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.wait(loops)
            await notifier.close()


def _loops(notifier: Notifier, clock: SystemClock) -> list[asyncio.Task[None]]:
    return [
        *(asyncio.create_task(consumer.run()) for consumer in notifier.consumers),
        asyncio.create_task(notifier.timers.run(clock)),
        asyncio.create_task(notifier.sender.run(clock, notifier.bell.rung)),
        asyncio.create_task(notifier.relay.run()),
    ]


async def _define(notifier: Notifier, settings: NotifierSettings, webhooks: dict[str, str]) -> None:
    transport = httpx.ASGITransport(notifier.app)
    headers = {"Authorization": f"Bearer {make_token(settings, 'admin')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://notifier", headers=headers) as admin:
        for plan, url in webhooks.items():
            method = {"kind": "webhook", "address": url}
            person = {"engineer_id": plan, "name": plan, "contact_methods": [method]}
            steps = [{"after_s": 0, "targets": [{"kind": "engineer", "id": plan}]}]
            rule = {"rule_id": plan, "rank": 1, "policy_id": plan, "reasons": ["p1-opened"], "plans": [plan]}
            good(await admin.post("/v1/engineers", json=person))
            good(await admin.post("/v1/escalation-policies", json={"policy_id": plan, "name": plan, "steps": steps}))
            good(await admin.post("/v1/routing-rules", json=rule))
