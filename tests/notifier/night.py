"""A night on call: the notifier on real Postgres, others' events told by hand, a provider that
shows one message per key.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from uuid import UUID, uuid5

import httpx
from pydantic import SecretStr

from events.broker.memory_broker import MemoryBroker
from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from events.catalogue.customer_events import CustomerRegistered
from events.catalogue.entry import Owner
from events.catalogue.on_call_events import ChannelKind
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import CalendarRef, Goal, Plan, Priority, Promise, Target
from events.catalogue.topics import TOPICS
from events.clock import Clock, MovableClock, SystemClock
from events.event import Event, Meta, Recorded
from events.sharding import DEFAULT_SHARDS, shard_of
from notifier import bootstrap
from notifier.adapters.page_list import PageFilter, PageList, SeenPage
from notifier.bootstrap import Notifier
from notifier.channels.channel import Delivered, Letter, NotNeeded, Outcome
from notifier.channels.channel_table import ChannelTable
from notifier.domain.page_message import PageMessage
from notifier.settings import SCHEMA, NotifierSettings
from tests.support.sent_records import to_outgoing
from webapi.identity import Role, make_token

TEN = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)
SECRET = "a secret that is only good for tests, and long enough"
_IDS = UUID("7a0c6d5e-3b52-4d0f-9b58-0c6f4f3f8a11")
_MOST_ROUNDS = 100
_HOUR = Target(amount=3600, unit="seconds", counts="always")


@dataclass
class FakeProvider:
    """Every kind of channel at once.

    Takes what it gets, shows one message per key, and can be told what to answer next.

    `on_line` happens once, when the line is open and nothing was said yet.
    """

    answers: list[Outcome] = field(default_factory=list)
    calls: list[tuple[str, PageMessage]] = field(default_factory=list)
    hangs: bool = False
    on_line: Callable[[], Awaitable[None]] | None = None
    called: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: str, letter: Letter) -> Outcome:
        """Take a message in, or answer what it was told to."""
        if self.on_line is not None:
            happens, self.on_line = self.on_line, None
            await happens()
        message = await letter.write()
        if message is None:
            return NotNeeded()
        outcome = self.answers.pop(0) if self.answers else Delivered(f"provider-{len(self.calls)}")
        self.calls.append((address, message))
        self.called.set()
        if self.hangs:
            await asyncio.Event().wait()
        return outcome

    @property
    def shown(self) -> dict[str, PageMessage]:
        """What people saw: one message per key."""
        return {message.attempt_key: message for _, message in reversed(self.calls)}

    @property
    def reasons(self) -> list[str]:
        """Why people were called, in order."""
        return [message.facts.reason for _, message in self.calls]

    @property
    def addresses(self) -> list[str]:
        """Where messages went, in order."""
        return [address for address, _ in self.calls]


@dataclass
class Teller:
    """Tells others' events as their relays would: numbered without a gap by owner and shard."""

    broker: MemoryBroker
    clock: Clock
    told: list[Recorded] = field(default_factory=list)
    _seqs: dict[tuple[Owner, int], int] = field(default_factory=lambda: defaultdict(int))
    _versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def tell(
        self, owner: Owner, stream: str, key: str, event: Event, *, imported: bool = False
    ) -> Recorded:
        """Record and send one event."""
        shard = shard_of(key)
        self._seqs[owner, shard] += 1
        self._versions[stream] += 1
        now = self.clock.now()
        recorded = Recorded(
            source=owner,
            shard=shard,
            seq=self._seqs[owner, shard],
            stream=stream,
            version=self._versions[stream],
            key=key,
            event_id=uuid5(_IDS, f"{stream}/{self._versions[stream]}"),
            data=event,
            meta=Meta(correlation_id="night", imported=imported),
            occurred_at=now,
            recorded_at=now,
        )
        self.told.append(recorded)
        self.broker.add(TOPICS[owner], [to_outgoing(recorded, CATALOGUE)])
        return recorded

    def opens(
        self,
        case_id: str,
        *,
        priority: Priority = "P1",
        plan: Plan = "gold",
        imported: bool = False,
    ) -> Recorded:
        """A case of Lakeside Health."""
        event = opened(case_id, self.clock.now(), priority=priority, plan=plan)
        return self.tell("intake", f"case-{case_id}", case_id, event, imported=imported)

    def about_case(self, case_id: str, event: Event) -> Recorded:
        """Something else about a case."""
        return self.tell("intake", f"case-{case_id}", case_id, event)

    def answers(self, case_id: str) -> Recorded:
        """A person answers."""
        text = case.MessageText(text="SECRET ANSWER")
        now = self.clock.now()
        return self.about_case(
            case_id,
            case.CaseResponded(
                case_id=case_id, responder_id="eva", responded_at=now, first=True, personal=text
            ),
        )

    def names_customer(self, name: str = "Lakeside Health") -> None:
        """The customer gets its name."""
        self.tell(
            "intake",
            "customer-lakeside",
            "lakeside",
            CustomerRegistered(customer_id="lakeside", name=name),
        )

    def breaches(
        self, case_id: str, *, priority: Priority = "P1", imported: bool = False
    ) -> Recorded:
        """A deadline passes now."""
        event = breached(case_id, self.clock.now(), priority=priority)
        return self.tell("sla-clock", f"deadline-{case_id}", case_id, event, imported=imported)

    def warns(
        self,
        case_id: str,
        fraction: float = 0.75,
        *,
        goal: Goal = "first_response",
        priority: Priority = "P1",
        warns_at: tuple[float, ...] | None = None,
        due_in: timedelta = timedelta(minutes=15),
    ) -> Recorded:
        """A deadline comes near."""
        now = self.clock.now()
        event = deadline.DeadlineWarned(
            case_id=case_id,
            customer_id="lakeside",
            number=f"CS-{case_id}",
            goal=goal,
            priority=priority,
            plan="gold",
            fraction=fraction,
            warned_at=now,
            detected_at=now,
            due_at=now + due_in,
            warns_at=warns_at,
        )
        return self.tell("sla-clock", f"deadline-{case_id}", case_id, event)


@dataclass
class Night:
    """The notifier, built and not running, and the hands on its clock."""

    settings: NotifierSettings
    notifier: Notifier
    broker: MemoryBroker
    clock: MovableClock
    provider: FakeProvider
    teller: Teller

    async def run_due(self) -> None:
        """Let everything that is due now happen."""
        for _ in range(_MOST_ROUNDS):
            if not await self._round():
                return
        raise AssertionError("the night does not come to rest")

    async def pass_time(self, **span: float) -> None:
        """Move the clock, and let what is due happen."""
        self.clock.move(timedelta(**span))
        await self.run_due()

    async def pages(self) -> Sequence[SeenPage]:
        """All pages, the newest first."""
        return await PageList(self.notifier.pool, SCHEMA).newest(PageFilter(), 100)

    def browser(self) -> httpx.AsyncClient:
        """Somebody without a token."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.notifier.app), base_url="http://notifier"
        )

    def client(self, role: Role = "admin", user: str | None = None) -> httpx.AsyncClient:
        """Somebody with a token of that role."""
        customer = "lakeside" if role == "contact" else None
        token = make_token(self.settings, role, customer_id=customer, user_id=user)
        client = self.browser()
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    async def define_on_call(self, rule: Mapping[str, object] | None = None) -> None:
        """Noa, then Chidi, by a policy for everything, or for what a rule says.

        Each has a webhook.
        """
        async with self.client() as admin:
            for engineer_id, name in (("noa", "Noa Rivera"), ("chidi", "Chidi Okafor")):
                method = {"kind": "webhook", "address": f"https://hooks.example/{engineer_id}"}
                engineer = {"engineer_id": engineer_id, "name": name, "contact_methods": [method]}
                good(await admin.post("/v1/engineers", json=engineer))
            good(await admin.post("/v1/schedules", json=SCHEDULE))
            good(await admin.post("/v1/escalation-policies", json=POLICY))
            good(await admin.post("/v1/routing-rules", json=rule or RULE))

    async def _round(self) -> int:
        done = 0
        for consumer in self.notifier.consumers:
            done += await consumer.step()
        return done + await self.notifier.timers.step() + await self.notifier.sender.step()


SCHEDULE = {
    "schedule_id": "front-line",
    "name": "Front line",
    "layers": [
        {
            "name": "weekly",
            "members": ["noa"],
            "starts_on": "2026-11-02",
            "handoff": "09:00",
            "zone": "America/Detroit",
            "shift_days": 7,
        }
    ],
}
POLICY = {
    "policy_id": "standard",
    "name": "Standard",
    "steps": [
        {"after_s": 0, "targets": [{"kind": "schedule", "id": "front-line"}], "repeat": 1},
        {"after_s": 180, "targets": [{"kind": "engineer", "id": "chidi"}]},
    ],
}
RULE = {
    "rule_id": "everything",
    "rank": 100,
    "policy_id": "standard",
    "reasons": ["p1-opened", "deadline-breached", "clock-blind", "drill"],
}


def good(answer: httpx.Response) -> httpx.Response:
    """The answer, which must be a good one."""
    assert answer.is_success, answer.text
    return answer


@asynccontextmanager
async def night(dsn: str, erasures_file: Path | None = None) -> AsyncIterator[Night]:
    """A notifier on a migrated database, at ten in the evening; nothing is defined yet."""
    settings = NotifierSettings(
        database_url=dsn,
        kafka_bootstrap_servers="nowhere:1",
        jwt_secret=SecretStr(SECRET),
        link_secret=SecretStr(SECRET),
        public_url="https://tocsin.example",
        erasures_file=erasures_file,
    )
    broker, clock, provider = MemoryBroker(), MovableClock(TEN), FakeProvider()
    await broker.create_topics(dict.fromkeys(TOPICS.values(), DEFAULT_SHARDS))
    kinds: tuple[ChannelKind, ...] = get_args(ChannelKind)
    channels: ChannelTable = dict.fromkeys(kinds, provider)
    notifier = await bootstrap.build(
        settings, clock=SystemClock(), store_clock=clock, broker=broker, channels=channels
    )
    try:
        yield Night(settings, notifier, broker, clock, provider, Teller(broker, clock))
    finally:
        await notifier.close()


def opened(
    case_id: str, at: datetime, *, priority: Priority = "P1", plan: Plan = "gold"
) -> case.CaseOpened:
    """A case, promised an answer within an hour."""
    promise = Promise(
        plan=plan,
        terms_version="2010.1",
        targets={"P1": _HOUR, "P2": _HOUR, "P3": _HOUR, "P4": _HOUR},
        calendar=CalendarRef(calendar_id="us-federal", version=1, zone="America/Detroit"),
    )
    return case.CaseOpened(
        case_id=case_id,
        number=f"CS-{case_id}",
        customer_id="lakeside",
        reporter_id="mei",
        priority=priority,
        channel="online",
        area="product",
        opened_at=at,
        promise=promise,
        personal=case.CaseText(subject="Line 4 stands still", description="SECRET DESCRIPTION"),
    )


def breached(case_id: str, at: datetime, *, priority: Priority = "P1") -> deadline.DeadlineBreached:
    """A deadline that passed at `at`."""
    return deadline.DeadlineBreached(
        case_id=case_id,
        customer_id="lakeside",
        number=f"CS-{case_id}",
        goal="first_response",
        priority=priority,
        plan="gold",
        due_at=at,
        breached_at=at,
        detected_at=at,
        late_by_s=0,
        paused_s=0,
        excused_s=0,
    )
