"""Keeps the index of words by which cases are found, behind the log and apart from it.

It reads the store by seq from a checkpoint, as the relay does, so an append neither waits for it
nor fails with it. Thrown away, it fills itself again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from events.clock import Clock
from events.event import Recorded
from events.run_forever import Recovery, run_forever
from events.store.connection import Connection, Pool, Row, in_schema
from intake.adapters.follow_log import POLL_S, LogFollower
from intake.adapters.streams import Store
from intake.projections.lists import without_nul
from intake.projections.public_words import public_words

# A case has one part, and another where its texts are very long: a row of words holds a megabyte
# at most. Words in different parts are not found together.
TABLES = (
    """
    create table {schema}.case_words (
        case_id text not null, part integer not null, characters integer not null,
        words tsvector not null, primary key (case_id, part)
    )
    """,
    "create index case_words_by_word on {schema}.case_words using gin (words)",
    """
    create table {schema}.case_words_position (
        shard integer primary key, next_seq bigint not null default 1
    )
    """,
)

_BATCH: Final = 200
"""Events of one shard in a step; their texts may be long."""
_FULL: Final = 60_000
"""Characters after which a case's words go on in another part. With a piece of 50,000 on top, and
4 bytes each, a row stays far below a megabyte."""
_RECOVERY: Final = Recovery(pause_s=0.5, longest_pause_s=10.0)

_LAST_PARTS = """
select distinct on (case_id) case_id, part, characters from {schema}.case_words
where case_id = any($1) order by case_id, part desc
"""
_ADD = """
insert into {schema}.case_words as it (case_id, part, characters, words)
select case_id, part, characters, to_tsvector('english', text)
from unnest($1::text[], $2::integer[], $3::integer[], $4::text[])
    as new (case_id, part, characters, text)
on conflict (case_id, part) do update set
    characters = it.characters + excluded.characters, words = it.words || excluded.words
"""
_HOLD = "select shard, next_seq from {schema}.case_words_position order by shard for update"
_FORGET_CASE = "delete from {schema}.case_words where case_id = $1"
_FORGET = "truncate {schema}.case_words"
_FROM_THE_START = "update {schema}.case_words_position set next_seq = 1"


@dataclass(slots=True)
class _Part:
    """What is to be added to one part of a case's words; `held`: characters that it has already."""

    number: int
    held: int
    added: list[str]

    @property
    def length(self) -> int:
        return sum(map(len, self.added))

    @property
    def is_full(self) -> bool:
        return self.held + self.length >= _FULL


class WordIndex:
    """The index in one Postgres schema. Many instances may keep it: each shard is one's at a
    time."""

    def __init__(self, pool: Pool, schema: str, store: Store, *, clock: Clock) -> None:
        self._schema, self._clock = schema, clock
        self._follower = LogFollower(
            pool=pool,
            schema=schema,
            table="case_words_position",
            store=store,
            batch=_BATCH,
            take_in=self._add,
        )

    async def run(self) -> None:
        """Follow the log until cancelled, a quarter of a second behind it at most when idle."""
        await run_forever(
            "index of words", self.step, clock=self._clock, idle_s=POLL_S, recovery=_RECOVERY
        )

    async def step(self) -> int:
        """Take in what was recorded since; return how many events were read."""
        return await self._follower.step()

    async def hold(self, tx: Connection) -> Mapping[int, int]:
        """Let nobody add words until the caller's transaction ends.

        Return the next seq of each shard: the words of all events below it are in the index.
        """
        rows = await tx.fetch(self._sql(_HOLD))
        return {row["shard"]: row["next_seq"] for row in rows}

    async def replace(self, tx: Connection, case_id: str, events: Sequence[Recorded]) -> None:
        """Give a case the words of these events, in place of those that it had."""
        await tx.execute(self._sql(_FORGET_CASE), case_id)
        await self._add(tx, events)

    async def _add(self, tx: Connection, events: Sequence[Recorded]) -> None:
        texts = [(event.key, piece) for event in events for piece in public_words(event.data)]
        if not texts:
            return
        case_ids = list({case_id for case_id, _ in texts})
        last = await tx.fetch(self._sql(_LAST_PARTS), case_ids)
        rows = [
            (case_id, part.number, part.length, without_nul("\n".join(part.added)))
            for case_id, parts in _spread(texts, last).items()
            for part in parts
        ]
        await tx.execute(self._sql(_ADD), *map(list, zip(*rows, strict=True)))

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)


def _spread(
    texts: Iterable[tuple[str, str]], last_parts: Iterable[Row]
) -> Mapping[str, Sequence[_Part]]:
    """Return what goes into which part of each case, after the parts that are there already."""
    current = {row["case_id"]: _Part(row["part"], row["characters"], []) for row in last_parts}
    by_case: dict[str, list[_Part]] = {}
    for case_id, text in texts:
        part = current.setdefault(case_id, _Part(0, 0, []))
        if part.is_full:
            part = current[case_id] = _Part(part.number + 1, 0, [])
        if not part.added:
            by_case.setdefault(case_id, []).append(part)
        part.added.append(text)
    return by_case


async def rebuild_words(pool: Pool, schema: str) -> None:
    """Throw the index away; a running `WordIndex` fills it again from the first event."""
    async with pool.acquire() as tx, tx.transaction():
        # First the positions: it waits for whoever is adding words, and holds up the next one.
        await tx.execute(in_schema(_FROM_THE_START, schema))
        await tx.execute(in_schema(_FORGET, schema))
