"""The notifier as `serve` runs it, on real Postgres and real sockets: gold cases page whoever is
held up, silver ones somebody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from events.broker.memory_broker import MemoryBroker
from events.catalogue.terms import Plan
from events.catalogue.topics import TOPICS
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
    settings: NotifierSettings
    teller: Teller
    free: Receiver
    opened: int = 0

    async def pages(self) -> Sequence[SeenPage]:
        """Return all pages, the newest first."""
        return await PageList(self.notifier.pool, SCHEMA).newest(PageFilter(), 100)

    async def wait_for_outcome(self, outcome: str) -> None:
        """Wait until that is known of the newest page's only message."""

        async def known() -> bool:
            return [attempt.status for attempt in (await self.pages())[0].attempts] == [outcome]

        await until(known)

    async def raised(self, reason: str) -> None:
        """Wait until there is a page for that reason."""

        async def known() -> bool:
            return reason in {page.facts.reason for page in await self.pages()}

        await until(known)

    def open_p1s(self, plan: Plan, count: int = 1) -> None:
        """Open so many P1s of customers with that plan."""
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
async def pager(
    dsn: str, held: str, people: int = 1, methods: int = 1, **more: object
) -> AsyncIterator[Pager]:
    """Yield a notifier that pages for gold so many people by so many methods each, all of them the
    webhook `held`; `more` are settings."""
    settings = NotifierSettings.model_validate(
        {
            "database_url": dsn,
            "kafka_bootstrap_servers": "nowhere:1",
            "jwt_secret": SecretStr(SECRET),
            "link_secret": SecretStr(SECRET),
            "sealing_key": SecretStr(SECRET),
            "allow_loopback_webhooks": True,
            **more,
        }
    )
    broker, clock = MemoryBroker(), SystemClock()
    await broker.create_topics(dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS))
    notifier = await bootstrap.build(settings, clock=clock, broker=broker)
    async with receiver(takes_it) as free:
        await _define(
            notifier, settings, {"gold": [[held] * methods] * people, "silver": [[free.url]]}
        )
        loops = _loops(notifier, clock)
        try:
            yield Pager(notifier, settings, Teller(broker, clock), free)
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.wait(loops)
            await notifier.close()


@asynccontextmanager
async def second_sender(first: Pager) -> AsyncIterator[None]:
    """Yield while another process shares the work of the first, in all but its memory."""
    clock = SystemClock()
    other = await bootstrap.build(first.settings, clock=clock, broker=first.teller.broker)
    sending = asyncio.create_task(other.sender.run(asyncio.Event()))
    try:
        yield
    finally:
        sending.cancel()
        await asyncio.wait([sending])
        await other.close()


def _loops(notifier: Notifier, clock: SystemClock) -> list[asyncio.Task[None]]:
    return [
        *(asyncio.create_task(consumer.run()) for consumer in notifier.consumers),
        asyncio.create_task(notifier.timers.run(clock)),
        asyncio.create_task(notifier.sender.run(notifier.wake_sender.wakeup)),
        asyncio.create_task(notifier.relay.run()),
    ]


async def _define(
    notifier: Notifier, settings: NotifierSettings, webhooks: dict[str, list[list[str]]]
) -> None:
    transport = httpx.ASGITransport(notifier.app)
    headers = {"Authorization": f"Bearer {make_token(settings, 'admin')}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://notifier", headers=headers
    ) as admin:
        for plan, people in webhooks.items():
            targets = [
                {"kind": "engineer", "id": f"{plan}-{number}"} for number in range(len(people))
            ]
            for target, urls in zip(targets, people, strict=True):
                methods = [{"kind": "webhook", "address": url} for url in urls]
                person = {
                    "engineer_id": target["id"],
                    "name": target["id"],
                    "contact_methods": methods,
                }
                good(await admin.post("/v1/engineers", json=person))
            policy = {
                "policy_id": plan,
                "name": plan,
                "steps": [{"after_s": 0, "targets": targets}],
            }
            reasons = ["p1-opened", "deadline-breached"]
            rule = {
                "rule_id": plan,
                "rank": 1,
                "policy_id": plan,
                "reasons": reasons,
                "plans": [plan],
            }
            good(await admin.post("/v1/escalation-policies", json=policy))
            good(await admin.post("/v1/routing-rules", json=rule))
