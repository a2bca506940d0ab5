"""Exports of cases that were opened before promises named their rules.

Today's clock, rebuilt from them, says the same.

The two files hold the log of intake for 260 made-up cases of half a year, and all that the clock
said of them, as written by the code that knew the first rules only.
"""

import gzip
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from events.catalogue.case_events import CaseOpened
from events.catalogue.deadline_events import DeadlineBreached, DeadlineMet
from events.catalogue.registry import CATALOGUE
from events.event import Event, Recorded
from events.operations.export_lines import EventLine, event_of
from events.operations.import_store import ImportTarget, import_store
from events.operations.read_export import ExportReader
from events.store.connection import Pool, make_pool
from events.store.postgres_store import PostgresStore, StoreOptions
from events.stored_event import recorded_of
from sla_clock.domain.deadline import DeadlineEvent, fold
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.clockwork import EVENTS, SHARDS, Clockwork, clockwork
from tests.sla_clock.promises import FIRST_TERMS, TERMS, at, first_responses, promise
from tests.support.databases import Databases
from tests.support.sent_records import to_outgoing

FOLDER = Path(__file__).parent / "exports_of_the_first_rules"
BEGIN, END = at("2026-08-03 00:00"), at("2027-01-15 00:00")
Streams = Mapping[str, Sequence[Event]]
NOT_COMPARED = {"detected_at", "late_by_s"}
"""When a breach was noticed depends on when the log was read."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two exports as files."""
    folder = tmp_path_factory.mktemp("exports")
    for name in ("intake", "sla-clock"):
        packed = (FOLDER / f"{name}.jsonl.gz").read_bytes()
        (folder / f"{name}.jsonl").write_bytes(gzip.decompress(packed))
    return folder


@pytest.fixture
async def stores(databases: Databases) -> AsyncIterator[str]:
    """A database with the tables of intake and of the clock."""
    async with databases.migrated("intake", "sla_clock", shards=SHARDS) as dsn:
        yield dsn


def events_then(unpacked: Path) -> Streams:
    """What the clock said then, by case."""
    deadline_events: defaultdict[str, list[Event]] = defaultdict(list)
    for one in sorted(_events(unpacked / "sla-clock.jsonl"), key=lambda one: one.version):
        deadline_events[one.key].append(one.data)
    return deadline_events


def _events(file: Path, source: str = "sla-clock") -> Iterator[Recorded]:
    with file.open("rb") as lines:
        for line in ExportReader(lines).lines():
            if isinstance(line, EventLine):
                yield recorded_of(event_of(line).stored, source, CATALOGUE)


async def test_a_clock_rebuilt_from_the_export_says_the_same_word_for_word(
    unpacked: Path, stores: str
) -> None:
    """Every verdict, every due time, every warning, every length."""
    pool = await make_pool(stores)
    target = ImportTarget(schema="intake", source="intake", catalogue=CATALOGUE)
    await import_store(pool, target, unpacked / "intake.jsonl")
    async with clockwork(stores, BEGIN) as clock:
        await _rebuild(clock, pool)
        events_now: defaultdict[str, list[Event]] = defaultdict(list)
        for one in sorted(await clock.all_events(), key=lambda one: one.version):
            events_now[one.key].append(one.data)
    await pool.close()
    then = events_then(unpacked)
    assert len(then) == 260
    assert events_now.keys() == then.keys()
    for case_id, events in then.items():
        pairs = list(zip(events, events_now[case_id], strict=True))
        assert [_content(old, like=old) for old, _ in pairs] == [
            _content(new, like=old) for old, new in pairs
        ]


async def test_the_clocks_own_export_is_taken_in_and_folds_to_the_same_verdicts(
    unpacked: Path, stores: str
) -> None:
    pool = await make_pool(stores)
    target = ImportTarget(schema="sla_clock", source="sla-clock", catalogue=CATALOGUE)
    header = await import_store(pool, target, unpacked / "sla-clock.jsonl")
    await pool.close()
    assert header.events == sum(len(events) for events in events_then(unpacked).values())
    for events in events_then(unpacked).values():
        deadline_events = [event for event in events if isinstance(event, DeadlineEvent)]
        deadline = fold(deadline_events)
        assert deadline is not None
        verdicts = [
            one for one in deadline_events if isinstance(one, DeadlineMet | DeadlineBreached)
        ]
        if verdicts:
            assert deadline.due_at == verdicts[0].due_at


def test_the_sample_holds_cases_that_the_rules_of_today_count_otherwise(unpacked: Path) -> None:
    """Else it would prove nothing."""
    log = list(_events(unpacked / "intake.jsonl", "intake"))
    then, now = (_ended(log, terms) for terms in (FIRST_TERMS, TERMS))
    assert sum(then[case_id] != now[case_id] for case_id in then) > 20


def _ended(log: Sequence[Recorded], terms: str) -> Mapping[str, tuple[object, object]]:
    """Each case's verdict and due time, as if it had been opened under these terms."""
    ends: dict[str, tuple[object, object]] = {}
    for shard in range(SHARDS):
        records = [_under(one, terms) for one in log if one.shard == shard]
        for case_id, tracked in first_responses(fold_batch({}, records, END)).items():
            ended = pass_time(tracked, Passed(until=END), END).deadline
            ends[case_id] = ended.verdict, ended.due_at
    return ends


def _under(record: Recorded, terms: str) -> Recorded:
    if not isinstance(record.data, CaseOpened):
        return record
    promised = promise(record.data.promise.plan, terms)
    return replace(record, data=replace(record.data, promise=promised))


async def _rebuild(clock: Clockwork, pool: Pool) -> None:
    """Send the whole log of intake to a clock that knows nothing, and let the time pass."""
    log = PostgresStore(pool, "intake", "intake", SHARDS, options=StoreOptions(catalogue=CATALOGUE))
    for shard in range(SHARDS):
        records = await log.read_shard(shard, 1, 100_000)
        clock.sent[shard] = len(records)
        await clock.send(EVENTS, [to_outgoing(one, CATALOGUE) for one in records])
    await log.close()
    await clock.until(END)


def _content(event: Event, like: Event) -> tuple[str, Mapping[str, object]]:
    """The event's kind and fields; what came with a later version is left out."""
    known = [name for name, value in asdict(like).items() if value is not None]
    fields = asdict(event)
    return type(event).__name__, {name: fields[name] for name in known if name not in NOT_COMPARED}
