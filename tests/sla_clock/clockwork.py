"""A whole clock service as a test has it.

Real Postgres, a broker in memory, and a store whose time is moved by hand.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from msgspec.structs import replace

from events.broker.broker import OutgoingRecord
from events.broker.memory_broker import MemoryBroker
from events.catalogue.deadline_events import DeadlineBreached, DeadlineCancelled, DeadlineMet
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.event import Event, Recorded
from events.sharding import shard_of
from events.watermark import Watermark
from events.watermark_records import watermarks_to_outgoing
from sla_clock import bootstrap
from sla_clock.bootstrap import SlaClock
from sla_clock.settings import SlaClockSettings
from tests.sla_clock.promises import record
from tests.support.sent_records import to_outgoing
from webapi.identity import Role, make_token
from webapi.service_skeleton import migrate_schema

SECRET = "a secret that is only good for tests, and long enough"
SHARDS = 4
EVENTS, WATERMARKS = "intake.events", "intake.watermarks"
Verdicts = dict[str, list[str]]


@dataclass
class Clockwork:
    """The service under test and the hands on it.

    `now` is the time of both stores, intake's and the clock's.
    """

    built: SlaClock
    broker: MemoryBroker
    time: MovableClock
    settings: SlaClockSettings
    client: httpx.AsyncClient
    sent: Counter[int] = field(default_factory=Counter)
    log: list[Recorded] = field(default_factory=list)

    async def tell(
        self, event: Event, case_id: str, at: datetime | None = None, *, imported: bool = False
    ) -> Recorded:
        """Intake records an event of a case and sends it: now, or at `at`.

        The time moves to `at` where that is later.
        """
        if at is not None and at > self.time.now():
            self.time.move_to(at)
        shard = shard_of(case_id, SHARDS)
        self.sent[shard] += 1
        recorded = record(
            event, case_id, self.sent[shard], at or self.time.now(), shard=shard, imported=imported
        )
        self.log.append(recorded)
        await self.send(EVENTS, [to_outgoing(recorded, CATALOGUE)])
        return recorded

    async def send_watermarks(self, at: datetime | None = None) -> None:
        """Intake makes watermarks of all shards that have events: of now, or of `at`.

        The time moves to `at` where that is later.
        """
        if at is not None and at > self.time.now():
            self.time.move_to(at)
        made = [
            Watermark(shard=shard, at=at or self.time.now(), next_seq=n + 1)
            for shard, n in self.sent.items()
        ]
        await self.send(WATERMARKS, [watermarks_to_outgoing(SHARDS, made)])

    async def send(self, topic: str, records: Sequence[OutgoingRecord]) -> None:
        """Put records into a topic."""
        if topic == WATERMARKS:
            await self.broker.create_small_topics({topic: 60})
        else:
            await self.broker.create_topics({topic: SHARDS})
        await (await self.broker.publisher()).send(topic, records)

    async def catch_up(self) -> None:
        """Let the clock apply all that has come, and fire all that it may."""
        idle = 0
        while idle < 3:
            done = sum([await consumer.step() for consumer in self.built.consumers])
            idle = 0 if done else idle + 1

    async def until(self, at: datetime) -> None:
        """Time passes up to `at`; intake makes a watermark of it, and the clock applies that."""
        await self.catch_up()
        await self.send_watermarks(at)
        await self.catch_up()

    async def events_of(self, case_id: str) -> list[Recorded]:
        """All that the clock has said about a case."""
        return [*await self.built.store.read_stream(f"deadline-{case_id}-first_response", case_id)]

    async def kinds(self, case_id: str) -> list[str]:
        """The kinds of events that the clock has said about a case."""
        return [type(one.data).__name__ for one in await self.events_of(case_id)]

    async def all_events(self) -> list[Recorded]:
        """All that the clock has said, shard by shard."""
        store = self.built.store
        return [one for shard in range(SHARDS) for one in await store.read_shard(shard, 1, 100_000)]

    async def verdicts(self) -> Verdicts:
        """The verdicts of each case."""
        verdicts: Verdicts = {}
        for one in await self.all_events():
            if isinstance(one.data, DeadlineMet | DeadlineBreached | DeadlineCancelled):
                verdicts.setdefault(one.key, []).append(type(one.data).__name__)
        return verdicts

    async def get(
        self, path: str, role: Role = "agent", customer_id: str | None = None
    ) -> httpx.Response:
        """Ask the API."""
        return await self.client.get(path, headers=self.bearer(role, customer_id))

    async def post(self, path: str, body: object, role: Role = "agent") -> httpx.Response:
        """Ask the API by POST."""
        return await self.client.post(path, json=body, headers=self.bearer(role))

    def bearer(self, role: Role, customer_id: str | None = None) -> dict[str, str]:
        """The header that proves a role."""
        user = "u1" if role == "contact" else None
        token = make_token(self.settings, role, customer_id=customer_id, user_id=user)
        return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def clockwork(
    dsn: str,
    start: datetime,
    *,
    migrate: bool = False,
    broker: MemoryBroker | None = None,
    member: str = "1",
    terms_folder: Path | None = None,
) -> AsyncIterator[Clockwork]:
    """A service on a database that has its tables (or gets them: `migrate`), at `start`."""
    settings = SlaClockSettings(
        database_url=dsn,
        kafka_bootstrap_servers="nowhere:1",
        jwt_secret=SECRET,
        shards=SHARDS,
        member=member,
        terms_folder=terms_folder,
    )
    if migrate:
        await migrate_schema(bootstrap.SERVICE, settings)
    time, broker = MovableClock(start), broker or MemoryBroker()
    built = await bootstrap.build(settings, clock=time, store_clock=time, broker=broker)
    transport = httpx.ASGITransport(app=built.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sla-clock") as client:
        try:
            yield Clockwork(built, broker, time, settings, client)
        finally:
            await built.close()


def without_detection(recorded: Recorded) -> Event:
    """What was said, without when it was noticed.

    The one thing that may differ between two runs over the same log.
    """
    data = recorded.data
    if isinstance(data, DeadlineBreached):
        fields = {name: getattr(data, name) for name in data.__struct_fields__}
        return DeadlineBreached(**{**fields, "detected_at": data.due_at, "late_by_s": 0.0})
    return data


def later(recorded: Recorded, by: timedelta) -> Recorded:
    """The same event, recorded later."""
    return replace(recorded, recorded_at=recorded.recorded_at + by)
