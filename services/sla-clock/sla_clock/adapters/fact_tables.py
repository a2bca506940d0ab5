"""Keeps what happened to cases, so that a period can be judged again under other terms (what-if).

Nothing here is personal: a case's id, its customer's and number, times, priorities and codes. So
neither an erasure nor a change of keys has to reach these tables.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from events.catalogue.terms import CalendarRef
from events.event import Recorded
from events.store.connection import Connection, Queries, in_schema
from sla_clock.projections.kept_facts import KeptFact, KeptOpening, kept_facts, kept_openings
from sla_clock.projections.tracked_deadline import Tracked

# A promise is the same for thousands of cases, and many times as long as the rest of an opening.
_PROMISE: Final = """
create table {schema}.kept_promise (digest bytea primary key, promise json not null)
"""
_OPENING: Final = """
create table {schema}.case_opening (
    case_id text primary key,
    shard integer not null,
    seq bigint not null,
    recorded_at timestamptz not null,
    opened_at timestamptz not null,
    customer_id text not null,
    number text not null,
    priority text not null,
    imported boolean not null,
    promise bytea not null
)
"""
_BY_TIME: Final = """
create index case_opening_by_time on {schema}.case_opening (opened_at, case_id)
"""
# A case is of one shard, so its id and the seq are unique as the shard and the seq are.
_FACT: Final = """
create table {schema}.case_fact (
    case_id text not null,
    seq bigint not null,
    shard integer not null,
    recorded_at timestamptz not null,
    kind text not null,
    at timestamptz not null,
    value text not null,
    constraint case_fact_pk primary key (case_id, seq)
)
"""
# A row for each shard of which something is missing: nothing before `seq` is kept.
_MISSING: Final = """
create table {schema}.facts_missing (
    shard integer primary key, seq bigint not null, since timestamptz not null
)
"""
# `after_seq`: the event of the case that the clock had applied last when it followed; null where
# that is not known, and `at` says where the switch stands.
_SWITCH: Final = """
create table {schema}.case_switch (
    case_id text not null,
    version integer not null,
    calendar_id text not null,
    zone text not null,
    at timestamptz not null,
    after_seq bigint,
    constraint case_switch_pk primary key (case_id, version)
)
"""
FACT_TABLES: Final = (_PROMISE, _OPENING, _BY_TIME, _FACT, _MISSING, _SWITCH)

_KEEP_FACTS: Final = """
insert into {schema}.case_fact select * from unnest(
    $1::text[], $2::bigint[], $3::int[], $4::timestamptz[], $5::text[], $6::timestamptz[],
    $7::text[])
on conflict do nothing
"""
_KEEP_OPENINGS: Final = """
with promised as (
    insert into {schema}.kept_promise
    select * from unnest($11::bytea[], $12::text[]::json[]) on conflict do nothing)
insert into {schema}.case_opening select * from unnest(
    $1::text[], $2::int[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[],
    $7::text[], $8::text[], $9::boolean[], $10::bytea[])
on conflict do nothing
"""

_KEEP_SWITCHES: Final = """
insert into {schema}.case_switch
select case_id, $4, $5, $6, at, seq
from unnest($1::text[], $2::timestamptz[], $3::bigint[]) as switch (case_id, at, seq)
on conflict do nothing
"""
# A deadline's row holds its switches, written with the events that say so. Looked at are those that
# count by a later version than what is kept of them says.
_FILL_IN_SWITCHES: Final = """
with promised as materialized (
    select digest, (promise -> 'calendar' ->> 'version')::int as version from {schema}.kept_promise
)
insert into {schema}.case_switch
select d.case_id, (switch -> 'calendar' ->> 'version')::int, switch -> 'calendar' ->> 'calendar_id',
    switch -> 'calendar' ->> 'zone', (switch ->> 'at')::timestamptz, null
from {schema}.deadline as d
    join {schema}.case_opening as o using (case_id)
    join promised on promised.digest = o.promise,
    json_array_elements(coalesce(d.state_data -> 'followed', '[]')) as switch
where d.goal = 'first_response' and d.follows is not null
    and d.calendar_version > greatest(promised.version,
        (select max(version) from {schema}.case_switch as kept where kept.case_id = d.case_id))
on conflict do nothing
"""

_MISSING_NOW: Final = "select shard, seq from {schema}.facts_missing"
_MISSING_SINCE: Final = "select max(since) from {schema}.facts_missing"
_NOT_MISSING: Final = "delete from {schema}.facts_missing where shard = $1 and seq <= $2 + 1"


async def keep_facts(tx: Connection, records: Sequence[Recorded], schema: str) -> None:
    """Keep what these records say of their cases; what is kept already stays as it is."""
    if openings := kept_openings(records):
        await tx.execute(in_schema(_KEEP_OPENINGS, schema), *_opening_columns(openings))
    if facts := kept_facts(records):
        await tx.execute(in_schema(_KEEP_FACTS, schema), *_columns(map(_fact, facts)))


async def keep_switches(
    tx: Connection, followed: Sequence[Tracked], calendar: CalendarRef, schema: str
) -> None:
    """Keep that these deadlines have just come to count by that later version of their calendar."""
    rows = [_switch(one) for one in followed if one.deadline.goal == "first_response"]
    if rows:
        by = calendar.version, calendar.calendar_id, calendar.zone
        await tx.execute(in_schema(_KEEP_SWITCHES, schema), *_columns(rows), *by)


async def fill_in_switches(tx: Connection, schema: str) -> int:
    """Keep what the rows of deadlines know of switches and nothing else does; return how many."""
    done: str = await tx.execute(in_schema(_FILL_IN_SWITCHES, schema))
    return int(done.rsplit(" ", 1)[-1])


async def facts_missing(tx: Queries, schema: str) -> dict[int, int]:
    """Return the shards of which facts are missing, and from which seq on each has them."""
    rows = await tx.fetch(in_schema(_MISSING_NOW, schema))
    return {row["shard"]: row["seq"] for row in rows}


async def facts_since(tx: Queries, schema: str) -> datetime | None:
    """Return from when on the facts of all shards are kept; None: from the first event on."""
    since: datetime | None = await tx.fetchval(in_schema(_MISSING_SINCE, schema))
    return since


async def facts_are_kept_up_to(tx: Connection, shard: int, seq: int, schema: str) -> None:
    """Note that a shard's facts are kept from the first event up to this one, as far as known."""
    await tx.execute(in_schema(_NOT_MISSING, schema), shard, seq)


def _opening_columns(openings: Sequence[KeptOpening]) -> list[list[object]]:
    encoded = [msgspec.json.encode(one.promise) for one in openings]
    digests = [sha256(promise).digest() for promise in encoded]
    rows = map(_opening, openings, digests)
    # In one order: shards that keep the same new promises at once wait for each other.
    distinct = sorted(dict(zip(digests, encoded, strict=True)).items())
    return [
        *_columns(rows),
        [digest for digest, _ in distinct],
        [promise.decode() for _, promise in distinct],
    ]


def _opening(opening: KeptOpening, digest: bytes) -> tuple[object, ...]:
    return (
        opening.case_id,
        opening.shard,
        opening.seq,
        opening.recorded_at,
        opening.opened_at,
        opening.customer_id,
        opening.number,
        opening.priority,
        opening.imported,
        digest,
    )


def _fact(fact: KeptFact) -> tuple[object, ...]:
    return (
        fact.case_id,
        fact.seq,
        fact.shard,
        fact.recorded_at,
        fact.kind,
        fact.at,
        fact.value,
    )


def _switch(tracked: Tracked) -> tuple[object, ...]:
    deadline = tracked.deadline
    return deadline.case_id, deadline.followed[-1].at, tracked.applied_seq


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
