"""A store that was exported and imported is the same store; a file that is not what was exported is
refused as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.event import Recorded
from events.operations.export_store import export_store
from events.operations.import_store import ImportTarget, import_store
from events.operations.terminal import StopCommand
from events.operations.verify_store import verify_store
from events.store import schema as store_schema
from events.store.connection import Connection, Pool, in_schema
from events.store.postgres_store import PostgresStore, StoreOptions
from events.store.store_time import store_time
from tests.events.store.sample_appends import append_to, command, texts
from tests.support.event_stores import NOON, SCHEMA, SHARDS

_TABLES = {
    "es_shard": "shard",
    "es_stream": "stream",
    "es_event": "shard, seq",
    "es_command": "command_id",
}
_NEW = count()


async def rows_of(pool: Pool, schema: str) -> list[list[tuple[object, ...]]]:
    """Return every row of the store."""
    return [
        [
            tuple(row)
            for row in await pool.fetch(
                in_schema(f"select * from {{schema}}.{table} order by {order}", schema)
            )
        ]
        for table, order in _TABLES.items()
    ]


async def empty_store(pool: Pool, shards: int = SHARDS) -> str:
    """Return a Postgres schema with an empty store."""
    schema = f"copy_{next(_NEW)}"
    await pool.execute(in_schema("create schema {schema}", schema))
    for statement in store_schema.create_statements(schema, shards):
        await pool.execute(statement)
    return schema


def target(schema: str, source: str = "intake") -> ImportTarget:
    return ImportTarget(schema=schema, source=source, catalogue=CATALOGUE)


@pytest.fixture
async def exported(pool: Pool, store: PostgresStore, tmp_path: Path) -> Path:
    """The store, in a file."""
    file = tmp_path / "store.jsonl"
    await export_store(pool, SCHEMA, "intake", file)
    return file


async def test_comes_back_with_every_row_the_same(pool: Pool, exported: Path) -> None:
    copy = await empty_store(pool)
    header = await import_store(pool, target(copy), exported)
    assert (header.events, header.commands) == (15, 5)
    assert await rows_of(pool, copy) == await rows_of(pool, SCHEMA)
    assert (await verify_store(pool, copy)).findings == []


async def test_a_copy_exports_to_the_same_bytes_and_goes_on(
    pool: Pool, exported: Path, tmp_path: Path
) -> None:
    copy = await empty_store(pool)
    await import_store(pool, target(copy), exported)
    await export_store(pool, copy, "intake", again := tmp_path / "again.jsonl")
    assert lines_of(again) == lines_of(exported)
    await PostgresStore(
        pool, copy, "intake", SHARDS, options=StoreOptions(catalogue=CATALOGUE)
    ).append(append_to("c-1", "goes on", expected=5))
    assert (await verify_store(pool, copy)).findings == []


@dataclass
class Noting:
    """An inline projection that notes what it was told."""

    events: list[Recorded]

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        self.events += events


async def test_fills_the_tables_that_a_service_keeps_inline(pool: Pool, exported: Path) -> None:
    noting = Noting([])
    copy = await empty_store(pool)
    await import_store(
        pool,
        ImportTarget(schema=copy, source="intake", inline=(noting,), catalogue=CATALOGUE),
        exported,
    )
    first = [text for text in texts(noting.events) if text.startswith("one")]
    assert first == [f"one {number}" for number in range(5)]


Appends = list[tuple[int, list[str], bool]]
_APPENDS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.lists(
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
            min_size=1,
            max_size=3,
        ),
        st.booleans(),
    ),
    max_size=12,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(appends=_APPENDS, history=st.booleans(), shards=st.integers(1, 3))
async def test_any_store_comes_back_the_same(
    pool: Pool, tmp_path: Path, appends: Appends, history: bool, shards: int
) -> None:
    schema, copy, clock = (
        await empty_store(pool, shards),
        await empty_store(pool, shards),
        MovableClock(NOON),
    )
    store = PostgresStore(
        pool,
        schema,
        "intake",
        shards,
        options=StoreOptions(catalogue=CATALOGUE, time=store_time(clock)),
    )
    if history:
        await store.begin_history()
    for case, new_texts, by_command in appends:
        clock.move(timedelta(microseconds=case))
        await store.append(
            append_to(
                f"c-{case}",
                *new_texts,
                command=command() if by_command else None,
                recorded_at=clock.now() - timedelta(days=9) if history else None,
            )
        )
    await store.make_watermarks()
    file = tmp_path / f"{schema}.jsonl"
    await export_store(pool, schema, "intake", file)
    await import_store(pool, target(copy), file)
    assert await rows_of(pool, copy) == await rows_of(pool, schema)
    assert (await verify_store(pool, copy)).findings == []


def lines_of(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


def write(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join(lines))


async def refused(pool: Pool, file: Path, lines: list[bytes]) -> str:
    """Return what the import of these lines is refused with; nothing was written."""
    write(file, lines)
    copy = await empty_store(pool)
    before = await rows_of(pool, copy)
    with pytest.raises(StopCommand) as refusal:
        await import_store(pool, target(copy), file)
    assert await rows_of(pool, copy) == before
    return str(refusal.value).removeprefix(f"{file}: ")


async def test_a_file_that_was_cut_off_is_refused_wherever_it_was(
    pool: Pool, exported: Path
) -> None:
    whole = lines_of(exported)
    assert (
        await refused(pool, exported, whole[:-1])
        == f"line {len(whole)}: the file ends before its checksum"
    )
    assert await refused(pool, exported, [*whole[:8], whole[8][:40]]) == "line 9: is cut off"
    assert await refused(pool, exported, []) == "line 1: the file ends before its checksum"


async def test_an_event_that_was_changed_is_named_by_line(pool: Pool, exported: Path) -> None:
    lines = lines_of(exported)
    at = next(number for number, line in enumerate(lines) if b"one 3" in line)
    lines[at] = lines[at].replace(b"one 3", b"one 4")
    assert (await refused(pool, exported, lines)).startswith(f"line {at + 1}: shard")


async def test_lines_that_are_missing_twice_or_out_of_place_are_refused(
    pool: Pool, exported: Path
) -> None:
    lines = lines_of(exported)
    event = next(number for number, line in enumerate(lines) if b'"event"' in line)
    without, twice = [*lines[:event], *lines[event + 1 :]], [*lines[: event + 1], *lines[event:]]
    assert (await refused(pool, exported, without)).startswith(f"line {event + 1}: shard")
    assert "line" in await refused(pool, exported, twice)
    assert (
        await refused(pool, exported, lines[1:]) == "line 1: a line of kind shard cannot stand here"
    )
    assert (await refused(pool, exported, [*lines, lines[-1]])).endswith(
        "a line of kind end cannot stand here"
    )
    assert (await refused(pool, exported, [*lines[:-1], b"{}\n"])).startswith(
        f"line {len(lines)}: is no line"
    )


async def test_what_no_hash_covers_is_covered_by_the_checksum(pool: Pool, exported: Path) -> None:
    lines = lines_of(exported)
    at = next(number for number, line in enumerate(lines) if b'"command"' in line)
    lines[at] = lines[at].replace(b'"response":"Zmly', b'"response":"Zmlz')
    message = await refused(pool, exported, lines)
    assert message == f"line {len(lines)}: the checksum is not that of the lines before it"


async def test_bytes_that_are_no_text_are_refused(pool: Pool, exported: Path) -> None:
    assert (await refused(pool, exported, [b"\xff\xfe\x00\n"])).startswith(
        "line 1: is no line of an export"
    )


async def test_only_an_empty_store_of_the_same_kind_takes_an_import(
    pool: Pool, store: PostgresStore, exported: Path
) -> None:
    with pytest.raises(StopCommand, match="not empty"):
        await import_store(pool, target(SCHEMA), exported)
    with pytest.raises(StopCommand, match="of intake, not of notifier"):
        await import_store(pool, target(await empty_store(pool), "notifier"), exported)
    with pytest.raises(StopCommand, match="has 4 shards, the one to fill has 3"):
        await import_store(pool, target(await empty_store(pool, 3)), exported)


async def test_an_export_never_writes_over_a_file(pool: Pool, exported: Path) -> None:
    with pytest.raises(StopCommand, match="is there already"):
        await export_store(pool, SCHEMA, "intake", exported)


async def test_an_export_to_a_place_that_is_not_there_leaves_nothing(
    pool: Pool, tmp_path: Path
) -> None:
    with pytest.raises(StopCommand, match="No such file"):
        await export_store(pool, SCHEMA, "intake", tmp_path / "nowhere" / "x")
