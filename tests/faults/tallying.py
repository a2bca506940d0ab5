"""A projection that is built from the log: by key, how many events there were and a digest of all
of them in order."""

from collections.abc import Sequence
from hashlib import md5

from events.consumer.reaction import Batch
from events.store.connection import Connection, Pool, Row
from tests.events.consumer.comment_log import SCHEMA, text_of
from tests.support.event_stores import SCHEMA as STORE_SCHEMA

Tally = tuple[int, str]

CREATE = (
    f"create table {SCHEMA}.tally (key text primary key, events integer not null, digest text "
    f"not null)",
    f"create table {SCHEMA}.paged (partition integer, seq bigint)",
)
_READ = f"select key, events, digest from {SCHEMA}.tally where key = any($1) for update"
_WRITE = f"""
insert into {SCHEMA}.tally select * from unnest($1::text[], $2::integer[], $3::text[])
on conflict (key) do update set events = excluded.events, digest = excluded.digest
"""


class Tallying:
    """Folds events into tallies; at the head of the log, and only there, it pages for the newest
    event."""

    async def apply(self, batch: Batch[Connection]) -> None:
        keys = sorted({event.key for event in batch.events})
        tallies = tallies_of(await batch.tx.fetch(_READ, keys))
        for event in batch.events:
            tallies[event.key] = fold(tallies.get(event.key, (0, "")), event.seq, text_of(event))
        columns = zip(*((key, *tally) for key, tally in tallies.items()), strict=True)
        await batch.tx.execute(_WRITE, *map(list, columns))
        if batch.head:
            await batch.tx.execute(
                f"insert into {SCHEMA}.paged values ($1, $2)", batch.partition, batch.events[-1].seq
            )


def fold(tally: Tally, seq: int, text: str) -> Tally:
    """Return one event more."""
    events, digest = tally
    return events + 1, md5(f"{digest}/{seq}/{text}".encode(), usedforsecurity=False).hexdigest()


def tallies_of(rows: Sequence[Row]) -> dict[str, Tally]:
    """Return the tallies of rows."""
    return {row["key"]: (row["events"], row["digest"]) for row in rows}


async def projected(pool: Pool) -> dict[str, Tally]:
    """Return what the projection holds."""
    return tallies_of(await pool.fetch(f"select key, events, digest from {SCHEMA}.tally"))


async def folded(pool: Pool) -> dict[str, Tally]:
    """Return what it must hold: the fold of the log, from its first event."""
    query = (
        f"select key, seq, data -> 'personal' ->> 'text' as said "
        f"from {STORE_SCHEMA}.es_event order by shard, seq"
    )
    tallies: dict[str, Tally] = {}
    for row in await pool.fetch(query):
        tallies[row["key"]] = fold(tallies.get(row["key"], (0, "")), row["seq"], row["said"])
    return tallies
