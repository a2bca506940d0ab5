"""Instants that something waits for, in Postgres, so that they survive everything.

What is due soon is known without a query.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Connection, Pool, Row, in_schema
from events.timers.look_ahead import LOADED, LookAhead

_ARM = """
insert into {schema}.timer (shard, key, generation, due_at, payload, routing_key)
select * from unnest($1::integer[], $2::text[], $3::bigint[], $4::timestamptz[], $5::bytea[],
    $6::text[])
on conflict (shard, key) do update set generation = excluded.generation, due_at = excluded.due_at,
    payload = excluded.payload, routing_key = excluded.routing_key
"""
_MOVE = """
update {schema}.timer as kept set generation = moved.generation, due_at = moved.due_at
from unnest($1::integer[], $2::text[], $3::bigint[], $4::timestamptz[])
    as moved (shard, key, generation, due_at)
where kept.shard = moved.shard and kept.key = moved.key
"""
_DISARM = "delete from {schema}.timer where shard = $1 and key = any($2::text[])"
_CLAIM_DUE = """
delete from {schema}.timer where (shard, key) in (
    select shard, key from {schema}.free_timer where shard = $1 and due_at <= $2
        order by due_at, key limit $3)
returning *
"""
_CLAIM = "delete from {schema}.timer where shard = $1 and key = $2 and generation = $3 returning *"
_DUE = "select * from {schema}.free_timer where shard = $1 and due_at <= $2 order by due_at, key"
_SOONEST = (
    "select due_at, key from {schema}.free_timer where shard = $1 order by due_at, key limit $2"
)
_DUE_SHARDS = "select distinct shard from {schema}.free_timer where due_at <= $1 order by shard"
_NEXT_DUE = "select min(due_at) from {schema}.free_timer"
_OPEN = "select count(*) from {schema}.timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something to do for `key` once its shard's time has passed `due_at` (aware).

    Arming a key again replaces its timer; `generation` tells its holder which arming has fired.
    `routing_key` is the key of the events that may still change its mind: while one of those is a
    dead letter, the timer is held. Empty: it is never held.
    """

    shard: int
    key: str
    generation: int
    due_at: datetime
    payload: bytes = b""
    routing_key: str = ""


class Timers:
    """The timers of one service's schema.

    One object serves one consumer: it remembers what is due soon, by shard. `claimed` counts what
    was claimed, by shard. After a rollback call `forget`; the consumer does so.
    """

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.claimed: Counter[int] = Counter()
        self._ahead: dict[int, LookAhead] = {}

    async def arm(self, tx: Connection, timer: Timer) -> None:
        """Set or replace the timer of a key, in the caller's transaction."""
        await self.arm_all(tx, [timer])

    async def arm_all(self, tx: Connection, timers: Sequence[Timer]) -> None:
        """Set or replace many timers in one statement; of two for one key the later one stands."""
        # Postgres refuses two rows for one key in the same insert.
        last = list({(timer.shard, timer.key): timer for timer in timers}.values())
        if not last:
            return
        rows = [(t.shard, t.key, t.generation, t.due_at, t.payload, t.routing_key) for t in last]
        await tx.execute(in_schema(_ARM, self.schema), *map(list, zip(*rows, strict=True)))
        # Memory follows the table, never the other way round; a rollback makes the consumer forget
        # it.
        for timer in last:
            if ahead := self._ahead.get(timer.shard):
                ahead.arm(timer.key, timer.due_at)

    async def move_all(self, tx: Connection, timers: Sequence[Timer]) -> None:
        """Set when timers are due that are armed already; their payload and routing key stay.

        Cheaper than `arm_all`, which is used where one of them is not armed.
        """
        if not timers:
            return
        rows = [(timer.shard, timer.key, timer.generation, timer.due_at) for timer in timers]
        done = await tx.execute(in_schema(_MOVE, self.schema), *map(list, zip(*rows, strict=True)))
        if done != f"UPDATE {len(timers)}":
            await self.arm_all(tx, timers)
            return
        for timer in timers:
            if ahead := self._ahead.get(timer.shard):
                ahead.arm(timer.key, timer.due_at)

    async def disarm(self, tx: Connection, shard: int, keys: Sequence[str]) -> None:
        """Drop the timers of these keys; missing ones are no error."""
        if keys:
            await tx.execute(in_schema(_DISARM, self.schema), shard, list(keys))
            self._forget_keys(shard, keys)

    async def claim_due(
        self, tx: Connection, shard: int, until: datetime, limit: int = 500
    ) -> Sequence[Timer]:
        """Take what is due at or before `until` out of the table; held timers stay.

        Returns at most `limit`, in the order of (due_at, key).
        """
        rows = await tx.fetch(in_schema(_CLAIM_DUE, self.schema), shard, until, limit)
        claimed = sorted(map(_timer, rows), key=lambda timer: (timer.due_at, timer.key))
        self._forget_keys(shard, [timer.key for timer in claimed])
        self.claimed[shard] += len(claimed)
        return claimed

    async def claim(self, tx: Connection, timer: Timer) -> bool:
        """Take this one timer out of the table; return False if it was replaced or dropped."""
        row = await tx.fetchrow(
            in_schema(_CLAIM, self.schema), timer.shard, timer.key, timer.generation
        )
        if row is not None:
            self._forget_keys(timer.shard, [timer.key])
            self.claimed[timer.shard] += 1
        return row is not None

    async def next_due(self, pool: Pool) -> datetime | None:
        """Return when the soonest timer of all shards is due, by the table; None if there is none.

        Held timers do not count: nobody knows when they will fire.
        """
        due: datetime | None = await pool.fetchval(in_schema(_NEXT_DUE, self.schema))
        return due

    async def earliest(self, tx: Connection, shard: int) -> datetime | None:
        """Return when the soonest timer of the shard is due; None if there is none.

        Asks Postgres only if memory does not know.
        """
        ahead = self._ahead.get(shard)
        if ahead is None or ahead.spent():
            ahead = self._ahead[shard] = await self._load(tx, shard)
        return ahead.earliest()

    async def step_towards(
        self, tx: Connection, shard: int, until: datetime, at_most: int
    ) -> datetime | None:
        """Return an instant, at most `until`, up to which at most about `at_most` timers are due.

        None: nothing is due at or before `until`.
        """
        earliest = await self.earliest(tx, shard)
        if earliest is None or earliest > until:
            return None
        return earliest if at_most == 1 else self._ahead[shard].step_towards(until, at_most)

    def knows(self, shard: int) -> bool:
        """Return whether memory knows what is due soonest in a shard."""
        ahead = self._ahead.get(shard)
        return ahead is not None and not ahead.spent()

    def known_earliest(self, shard: int) -> datetime | None:
        """Return when the soonest timer of the shard is due, as far as memory knows.

        Costs no query.
        """
        ahead = self._ahead.get(shard)
        return None if ahead is None else ahead.earliest()

    def may_be_due(self, shard: int, until: datetime) -> bool:
        """Return False only if nothing is due at or before `until`. Costs no query."""
        ahead = self._ahead.get(shard)
        if ahead is None:
            return True
        earliest = ahead.earliest()
        return earliest is not None and earliest <= until

    async def due(self, tx: Connection, shard: int, until: datetime) -> Sequence[Timer]:
        """Return what is due at or before `until`, by (due_at, key), without claiming it."""
        return list(map(_timer, await tx.fetch(in_schema(_DUE, self.schema), shard, until)))

    async def due_shards(self, tx: Connection, until: datetime) -> Sequence[int]:
        """Return the shards that have something due at or before `until`, in order."""
        return [row["shard"] for row in await tx.fetch(in_schema(_DUE_SHARDS, self.schema), until)]

    async def open_timers(self, tx: Connection | Pool) -> int:
        """Return how many timers are set."""
        return int(await tx.fetchval(in_schema(_OPEN, self.schema)))

    def forget(self, shard: int) -> None:
        """Forget a shard: Postgres answers the next question about it."""
        self._ahead.pop(shard, None)

    def _forget_keys(self, shard: int, keys: Sequence[str]) -> None:
        if ahead := self._ahead.get(shard):
            for key in keys:
                ahead.disarm(key)

    async def _load(self, tx: Connection, shard: int) -> LookAhead:
        rows = await tx.fetch(in_schema(_SOONEST, self.schema), shard, LOADED)
        horizon: datetime | None = rows[-1]["due_at"] if len(rows) == LOADED else None
        return LookAhead([(row["due_at"], row["key"]) for row in rows], horizon)


def _timer(row: Row) -> Timer:
    return Timer(
        shard=row["shard"],
        key=row["key"],
        generation=row["generation"],
        due_at=row["due_at"],
        payload=row["payload"],
        routing_key=row["routing_key"],
    )
