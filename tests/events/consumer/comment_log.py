"""A log of comments to apply, reactions that leave one row an effect, and a consumer on a broker in
memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from events.broker.broker import OutgoingRecord
from events.broker.memory_broker import MemoryBroker
from events.catalogue.case_events import CaseCommented, MessageText
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.consumer.consumer import Consumer
from events.consumer.consumer_options import ConsumerOptions, TimedTopic
from events.consumer.reaction import Batch
from events.errors import Poison
from events.event import Meta, Recorded
from events.sealing.data_key import DataKey
from events.sealing.key_source import KeySource, NoKeySource
from events.store.connection import Connection, Pool
from events.timers.timers import Timer, Timers
from events.watermark import Watermark
from tests.support.sent_records import sealed_outgoing, to_outgoing, watermark_to_outgoing

SCHEMA = "svc"
EVENTS, WATERMARKS = "intake.events", "intake.watermarks"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

CREATE_EFFECTS = f"""
create table {SCHEMA}.effect (
    id bigint generated always as identity, topic text, partition integer, seq bigint, key text,
        said text, head boolean)
"""


def after(minutes: float) -> datetime:
    """Return the instant so many minutes past noon."""
    return NOON + timedelta(minutes=minutes)


def recorded_comment(
    seq: int,
    text: str = "hello",
    *,
    key: str = "case-1",
    at: float | None = None,
    partition: int = 0,
) -> Recorded:
    """Return a comment, recorded `at` minutes past noon (default: `seq` seconds past noon)."""
    recorded_at = NOON + timedelta(seconds=seq) if at is None else after(at)
    return Recorded(
        source="intake",
        shard=partition,
        seq=seq,
        stream=f"case-{key}",
        version=seq,
        key=key,
        event_id=uuid5(NAMESPACE_URL, f"{partition}/{seq}"),
        data=CaseCommented(case_id=key, author_id="a", personal=MessageText(text=text)),
        meta=Meta(correlation_id="c"),
        occurred_at=recorded_at,
        recorded_at=recorded_at,
    )


def comment(
    seq: int,
    text: str = "hello",
    *,
    key: str = "case-1",
    at: float | None = None,
    partition: int = 0,
) -> OutgoingRecord:
    """Return the record of a comment, recorded `at` minutes past noon (default:

    `seq` seconds past noon).
    """
    recorded = recorded_comment(seq, text, key=key, at=at, partition=partition)
    return to_outgoing(recorded, CATALOGUE)


def sealed_comment(seq: int, text: str, by: DataKey, *, key: str = "case-1") -> OutgoingRecord:
    """Return the record of a comment whose text is sealed."""
    return sealed_outgoing(recorded_comment(seq, text, key=key), CATALOGUE, by)


def watermark_record(at: float, next_seq: int, *, partition: int = 0) -> OutgoingRecord:
    """Return the record of a watermark."""
    return watermark_to_outgoing(Watermark(shard=partition, at=after(at), next_seq=next_seq))


def text_of(event: Recorded) -> str:
    """Return what the comment says."""
    assert isinstance(event.data, CaseCommented)
    return event.data.personal.text


async def write_effect(
    tx: Connection, batch: Batch[Connection], event: Recorded, *, head: bool
) -> None:
    """Write one row for one event."""
    await tx.execute(
        f"insert into {SCHEMA}.effect (topic, partition, seq, key, said, head) "
        f"values ($1, $2, $3, $4, $5, $6)",
        batch.topic,
        batch.partition,
        event.seq,
        event.key,
        text_of(event),
        head,
    )


@dataclass
class Noting:
    """Notes every event; raises what `failing` has for a comment, as often as it stands there."""

    failing: dict[str, list[Exception]] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)

    async def apply(self, batch: Batch[Connection]) -> None:
        self.batches.append(len(batch.events))
        for event in batch.events:
            if errors := self.failing.get(text_of(event)):
                raise errors.pop(0)
            head = batch.head and event is batch.events[-1]
            await write_effect(batch.tx, batch, event, head=head)


class Poisoned:
    """Notes every event, and can never apply those that say `poison`."""

    def __init__(self) -> None:
        self.cured = False

    async def apply(self, batch: Batch[Connection]) -> None:
        for event in batch.events:
            if "poison" in text_of(event) and not self.cured:
                raise Poison("cannot be applied")
            await write_effect(batch.tx, batch, event, head=batch.head)


@dataclass
class Clockwork:
    """A comment `arm 30` sets a timer of its case 30 minutes later, `reply` drops it; a timer that
    fires notes `breach` and when it was due."""

    timers: Timers
    fired_until: list[datetime] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    idle: bool = False

    async def apply(self, batch: Batch[Connection]) -> None:
        self.batches.append(len(batch.events))
        for event in batch.events:
            match text_of(event).split():
                case ["poison"]:
                    raise Poison("cannot be applied")
                case ["fail"]:
                    raise TimeoutError
                case ["arm", minutes]:
                    due_at = event.recorded_at + timedelta(minutes=float(minutes))
                    await self.timers.arm(batch.tx, _timer(event, due_at))
                case ["reply"]:
                    await self.timers.disarm(batch.tx, batch.partition, [event.key])
                case _:
                    pass
            await write_effect(batch.tx, batch, event, head=batch.head)

    async def fire(self, tx: Connection, partition: int, until: datetime) -> None:
        self.fired_until.append(until)
        if self.idle:
            return
        for timer in await self.timers.claim_due(tx, partition, until):
            await tx.execute(
                f"insert into {SCHEMA}.effect (partition, key, said) values ($1, $2, $3)",
                partition,
                timer.key,
                f"breach {(timer.due_at - NOON).total_seconds() / 60:g}",
            )


def _timer(event: Recorded, due_at: datetime) -> Timer:
    return Timer(
        shard=event.shard, key=event.key, generation=event.seq, due_at=due_at, routing_key=event.key
    )


class Bench:
    """A broker, a database, a clock, and consumers that are stepped by hand."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.broker = MemoryBroker()
        self.clock = MovableClock(NOON)

    async def start_anew(self, partitions: int) -> None:
        """Take an empty broker with so many partitions a topic."""
        self.broker = MemoryBroker()
        await self.broker.create_topics({EVENTS: partitions, WATERMARKS: partitions})

    def publish(self, *records: OutgoingRecord) -> None:
        """Put events into their topic."""
        self.broker.add(EVENTS, records)

    def publish_watermarks(self, *records: OutgoingRecord) -> None:
        """Put watermarks into theirs."""
        self.broker.add(WATERMARKS, records)

    def consumer(
        self,
        reaction: Noting | Poisoned,
        *,
        member: str = "1",
        max_records: int = 500,
        at_once: int = 1,
        keys: KeySource | None = None,
        unopened: frozenset[str] = frozenset(),
    ) -> Consumer:
        options = ConsumerOptions(
            member=member,
            clock=self.clock,
            max_records=max_records,
            at_once=at_once,
            catalogue=CATALOGUE,
            keys=keys or NoKeySource(),
            unopened=unopened,
        )
        return Consumer("svc", self.broker, self.pool, SCHEMA, {EVENTS: reaction}, options=options)

    def clockwork(
        self, *, max_records: int = 500, folds_in_order: bool = False
    ) -> tuple[Consumer, Clockwork]:
        timers = Timers(SCHEMA)
        reaction = Clockwork(timers)
        timed = TimedTopic(
            topic=EVENTS,
            watermark_topic=WATERMARKS,
            reaction=reaction,
            timers=timers,
            folds_in_order=folds_in_order,
        )
        options = ConsumerOptions(
            clock=self.clock, timed=timed, max_records=max_records, catalogue=CATALOGUE
        )
        return Consumer("svc", self.broker, self.pool, SCHEMA, {}, options=options), reaction

    async def effects(self) -> list[str]:
        """Return what was done, in order."""
        return [
            row["said"]
            for row in await self.pool.fetch(f"select said from {SCHEMA}.effect order by id")
        ]

    async def next_seq(self, partition: int = 0) -> int | None:
        """Return the checkpoint."""
        query = f"select next_seq from {SCHEMA}.checkpoint where topic = $1 and partition = $2"
        next_seq: int | None = await self.pool.fetchval(query, EVENTS, partition)
        return next_seq


async def run_until_idle(*consumers: Consumer) -> None:
    """Step until nobody has anything left to do."""
    for _ in range(200):
        if sum([await consumer.step() for consumer in consumers]) == 0:
            return
    raise AssertionError("the consumers do not come to rest")


def with_headers(record: OutgoingRecord, changes: Mapping[str, bytes | None]) -> OutgoingRecord:
    """Return the record with other headers; None: without."""
    headers: Sequence[tuple[str, bytes]] = [
        (name, changes.get(name) or value)
        for name, value in record.headers
        if changes.get(name, b"") is not None
    ]
    return OutgoingRecord(
        partition=record.partition, key=record.key, value=record.value, headers=headers
    )
