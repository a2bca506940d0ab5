"""`verify` finds whatever was changed, lost, swapped or put in, and names it; a store that nobody
touched passes."""

from pathlib import Path

import pytest

from events.clock import MovableClock
from events.operations.anchors import head_line, read_anchors
from events.operations.terminal import StopCommand
from events.operations.verify_store import verify_store
from events.sharding import shard_of
from events.store.chain_hash import FIRST_LINK
from events.store.connection import Pool, in_schema
from events.store.event_table import hash_of
from events.store.postgres_store import PostgresStore
from tests.events.operations.tampering import tamper
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import SCHEMA, SHARDS

C1, C2 = shard_of("c-1", SHARDS), shard_of("c-2", SHARDS)
HERE = f"where shard = {C1} and seq"


async def findings(pool: Pool) -> list[str]:
    return [str(finding) for finding in (await verify_store(pool, SCHEMA)).findings]


async def seq_of(pool: Pool, version: int, stream: str = "case-c-1") -> int:
    query = "select seq from {schema}.es_event where stream = $1 and version = $2"
    return int(await pool.fetchval(in_schema(query, SCHEMA), stream, version))


async def test_a_store_that_nobody_touched_passes_and_shows_its_heads(
    pool: Pool, store: PostgresStore
) -> None:
    verified = await verify_store(pool, SCHEMA)
    assert verified.findings == []
    assert (verified.events, verified.streams) == (15, 2)
    assert verified.heads == await store.heads()
    assert verified.lines()[1:] == [head_line(head) for head in await store.heads()]


async def test_an_empty_store_passes(pool: Pool) -> None:
    verified = await verify_store(pool, SCHEMA)
    assert (verified.findings, verified.events) == ([], 0)


@pytest.mark.parametrize(
    "change",
    [
        "data = replace(data::text, 'one 2', 'one 9')::json",
        "data = (data::text || ' ')::json",
        "meta = json_build_object('correlation_id', 'another')",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "occurred_at = occurred_at - interval '1 day'",
        "key = 'c-3'",
        "type = 'intake.case.closed'",
        "schema_version = 2",
        "event_id = gen_random_uuid()",
        "hash = sha256('x')",
    ],
)
async def test_names_a_row_in_which_anything_was_changed(
    change: str, pool: Pool, store: PostgresStore
) -> None:
    seq = await seq_of(pool, 3)
    await tamper(pool, f"update {{schema}}.es_event set {change} {HERE} = {seq}")
    assert (
        f"shard {C1} seq {seq}: changed: its hash does not fit it and what stands before it"
        in await findings(pool)
    )


async def test_names_a_changed_version_twice_over(pool: Pool, store: PostgresStore) -> None:
    seq = await seq_of(pool, 5)
    await tamper(pool, f"update {{schema}}.es_event set version = 7 {HERE} = {seq}")
    assert (
        f"shard {C1} seq {seq}: version 7 of stream case-c-1 stands where 5 should"
        in await findings(pool)
    )
    assert (
        f"shard {C1} seq {seq}: changed: its hash does not fit it and what stands before it"
        in await findings(pool)
    )


async def test_names_a_row_that_was_taken_out(pool: Pool, store: PostgresStore) -> None:
    seq = await seq_of(pool, 3)
    await tamper(pool, f"delete from {{schema}}.es_event {HERE} = {seq}")
    problems = await findings(pool)
    after = await seq_of(pool, 4)
    assert problems == [
        f"shard {C1} seq {seq}: missing",
        f"shard {C1} seq {after}: version 4 of stream case-c-1 stands where 3 should",
    ]


async def test_names_rows_that_were_cut_off_at_the_end(pool: Pool, store: PostgresStore) -> None:
    last = (await store.heads())[C1].seq
    await tamper(pool, f"delete from {{schema}}.es_event {HERE} > {last - 2}")
    assert f"shard {C1} seq {last - 1}: missing, and all up to seq {last}" in await findings(pool)


async def test_names_the_last_row_if_only_that_was_taken(pool: Pool, store: PostgresStore) -> None:
    last = (await store.heads())[C1].seq
    await tamper(pool, f"delete from {{schema}}.es_event {HERE} = {last}")
    assert f"shard {C1} seq {last}: missing" in await findings(pool)


async def test_names_two_rows_that_were_swapped_and_no_other(
    pool: Pool, store: PostgresStore
) -> None:
    first, second = await seq_of(pool, 2), await seq_of(pool, 4)
    await tamper(
        pool,
        f"update {{schema}}.es_event set seq = 1000000 {HERE} = {first}",
        f"update {{schema}}.es_event set seq = {first} {HERE} = {second}",
        f"update {{schema}}.es_event set seq = {second} {HERE} = 1000000",
    )
    assert [line for line in await findings(pool) if "version" not in line] == [
        f"shard {C1} seq {first}: swapped: here stands the event that was recorded as seq {second}",
        f"shard {C1} seq {second}: swapped: here stands the event that was recorded as seq {first}",
    ]


async def test_names_a_row_that_was_put_in_behind_the_end(pool: Pool, store: PostgresStore) -> None:
    last = (await store.heads())[C1].seq
    await tamper(
        pool,
        "insert into {schema}.es_event select shard, seq + 1, stream, version + 1, key, "
        "gen_random_uuid(), type, schema_version, data, "
        f"meta, occurred_at, recorded_at, hash from {{schema}}.es_event {HERE} = {last}",
    )
    assert any(line.startswith(f"shard {C1} seq {last + 1}:") for line in await findings(pool))


async def test_a_shard_without_its_row_is_said(pool: Pool, store: PostgresStore) -> None:
    await tamper(pool, f"delete from {{schema}}.es_shard where shard = {C1}")
    assert f"shard {C1}: es_shard has no row for it" in await findings(pool)


async def test_what_es_shard_says_of_the_end_is_compared(pool: Pool, store: PostgresStore) -> None:
    last = (await store.heads())[C1].seq
    await tamper(
        pool,
        f"update {{schema}}.es_shard set last_hash = sha256('x'), last_at = now() "
        f"where shard = {C1}",
    )
    assert await findings(pool) == [
        f"shard {C1} seq {last}: the last event's hash is not the one that es_shard has",
        f"shard {C1} seq {last}: the last event's time is not the one that es_shard has",
    ]


async def test_a_tail_that_was_written_anew_with_right_hashes_is_found_by_an_anchor(
    pool: Pool, store: PostgresStore, tmp_path: Path
) -> None:
    anchor = tmp_path / "heads.txt"
    anchor.write_text("\n".join((await verify_store(pool, SCHEMA)).lines()))
    last = (await store.heads())[C1].seq
    await forge_from(pool, store, last - 1)
    assert (await verify_store(pool, SCHEMA)).findings == []
    problems = (await verify_store(pool, SCHEMA, read_anchors(anchor))).findings
    assert [str(finding) for finding in problems] == [
        f"shard {C1} seq {last}: changed since the anchor was printed: it or an event before it"
    ]


async def test_a_tail_that_was_cut_off_with_its_end_is_found_by_an_anchor(
    pool: Pool, store: PostgresStore, tmp_path: Path
) -> None:
    anchor = tmp_path / "heads.txt"
    anchor.write_text("\n".join(head_line(head) for head in await store.heads()))
    last = (await store.heads())[C1].seq
    await tamper(
        pool,
        f"delete from {{schema}}.es_event {HERE} = {last}",
        "update {schema}.es_stream set version = (select max(version) from {schema}.es_event "
        "where stream = es_stream.stream)",
        "update {schema}.es_shard set next = next - 1, (last_hash, last_at) = "
        f"(select hash, recorded_at from {{schema}}.es_event {HERE} = {last - 1}) "
        f"where shard = {C1}",
    )
    assert (await verify_store(pool, SCHEMA)).findings == []
    problems = (await verify_store(pool, SCHEMA, read_anchors(anchor))).findings
    assert [str(finding) for finding in problems] == [
        f"shard {C1} seq {last}: the anchor has this event, and the store has not"
    ]


async def test_an_anchor_holds_while_the_log_goes_on(
    pool: Pool, store: PostgresStore, tmp_path: Path
) -> None:
    anchor = tmp_path / "heads.txt"
    anchor.write_text("\n".join(head_line(head) for head in await store.heads()))
    await store.append(append_to("c-1", "later"))
    assert (await verify_store(pool, SCHEMA, read_anchors(anchor))).findings == []


@pytest.mark.parametrize("text", ["", "hello\n", "head 0 1 abc\n", "head x y z\n"])
def test_a_file_that_is_no_anchor_is_refused(text: str, tmp_path: Path) -> None:
    (file := tmp_path / "anchor").write_text(text)
    with pytest.raises(StopCommand):
        read_anchors(file)


async def test_history_passes_too(pool: Pool, clock: MovableClock, store: PostgresStore) -> None:
    async with store.transaction() as tx:
        await store.append_in(tx, [append_to("c-2", "derived", recorded_at=clock.now())])
    assert await findings(pool) == []


async def forge_from(pool: Pool, store: PostgresStore, seq: int) -> None:
    """Change the event of that seq, and all hashes from there on."""
    await tamper(
        pool,
        f"update {{schema}}.es_event set data = replace(data::text, 'o', 'O')::json {HERE} = {seq}",
    )
    chain = await store.read_chain(C1, 1, 1000)
    last = chain[seq - 2].hash if seq > 1 else FIRST_LINK
    for event in chain[seq - 1 :]:
        last = hash_of(last, event.stored)
        await tamper(
            pool,
            f"update {{schema}}.es_event set hash = '\\x{last.hex()}' {HERE} = {event.stored.seq}",
        )
    await tamper(
        pool, f"update {{schema}}.es_shard set last_hash = '\\x{last.hex()}' where shard = {C1}"
    )
