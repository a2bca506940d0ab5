"""Keeps the facts of customers' accounts in the order of the log, without anybody's words, and
reads them as of an instant (CP-29 to CP-33)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from events.event import Recorded
from events.store.connection import Connection, in_schema
from reporting.domain.account_facts import AccountFact

TABLE: Final = "account_fact"
CREATE: Final = (
    """create table {schema}.account_fact (
        shard integer not null,
        seq bigint not null,
        key text not null,
        recorded_at timestamptz not null,
        fact jsonb not null,
        primary key (shard, seq)
    )""",
    "create index account_fact_key on {schema}.account_fact (key)",
)

_ADD = """
insert into {schema}.account_fact (shard, seq, key, recorded_at, fact)
select * from unnest($1::integer[], $2::bigint[], $3::text[], $4::timestamptz[], $5::jsonb[])
on conflict (shard, seq) do nothing
"""
# A move is about a case, everything else about the customer itself.
_READ = """
select fact from {schema}.account_fact
where ($2::timestamptz is null or recorded_at <= $2) and (key = $1 or key in (
    select key from {schema}.case_history where customer_id = $1 and until_seq is null))
order by recorded_at, shard, seq
"""
_NUMBERS = """
select key, number from {schema}.case_history where customer_id = $1 and until_seq is null
    and key in (select it.key from {schema}.account_fact as it
        union select jsonb_array_elements_text(it.fact -> 'case_ids')
            from {schema}.account_fact as it where it.key = $1)
"""
_DECODER: Final = msgspec.json.Decoder(AccountFact)


class RecordedFact(NamedTuple):
    """A fact, and the event that tells it."""

    recorded: Recorded
    fact: AccountFact


async def add_facts(tx: Connection, schema: str, facts: Sequence[RecordedFact]) -> None:
    """Store these facts; one that is stored already stays as it is."""
    if not facts:
        return
    rows = [
        (
            it.recorded.shard,
            it.recorded.seq,
            it.recorded.key,
            it.recorded.recorded_at,
            msgspec.json.encode(it.fact).decode(),
        )
        for it in facts
    ]
    await tx.execute(in_schema(_ADD, schema), *map(list, zip(*rows, strict=True)))


async def read_facts(
    connection: Connection, schema: str, customer_id: str, as_of: datetime | None
) -> Sequence[AccountFact]:
    """Return a customer's facts that were recorded by then, in the order of their recording."""
    rows = await connection.fetch(in_schema(_READ, schema), customer_id, as_of)
    return [_DECODER.decode(row["fact"]) for row in rows]


async def read_case_numbers(
    connection: Connection, schema: str, customer_id: str
) -> Mapping[str, str]:
    """Return the numbers of the customer's cases that its facts name, by case id."""
    rows = await connection.fetch(in_schema(_NUMBERS, schema), customer_id)
    return {row["key"]: row["number"] for row in rows}
