"""The table of sealing keys beside a store: whose each is, wrapped by a key that is elsewhere."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from events.clock import Clock
from events.sealing.data_key import DataKey, Keys, drawn_key
from events.sealing.key_ring import KeyRing, Wrapped
from events.sealing.key_source import RememberedKeys
from events.sealing.sealer import PersonKeys, PersonMemory
from events.store.connection import Connection, Pool, Row, in_schema
from events.store.database_errors import DATABASE_ERRORS, meaning_of
from events.store.statements_for_services import DROP_KEY

# `is_own`: written by the very transaction that reads it, which may yet be rolled back.
_OF = """
select owner, key_id, wrapped, wrapped_by, xmin = pg_current_xact_id_if_assigned()::xid as is_own
from {schema}.es_sealing_key where owner = any($1::text[]) and erased_at is null
"""
_ADD = """
insert into {schema}.es_sealing_key (key_id, owner, wrapped, wrapped_by)
select * from unnest($1::text[], $2::text[], $3::bytea[], $4::text[])
on conflict (owner) where erased_at is null do nothing
"""
_FETCH = """
select key_id, wrapped, wrapped_by from {schema}.es_sealing_key where key_id = any($1::text[])
"""
# Both are sent with others in one round trip, so without parameters. Shared by all who seal; who
# drops a key waits for them, and they for it, before anybody looks at the time.
_HOLD = """
select key_id from {schema}.es_sealing_key
where key_id in ($names) and erased_at is null order by key_id for share
"""
_HOLD_ALONE = """
select key_id from {schema}.es_sealing_key
where owner in ($names) and erased_at is null order by key_id for no key update
"""
_TO_WRAP = """
select key_id, wrapped, wrapped_by from {schema}.es_sealing_key
where wrapped_by <> $1 order by key_id limit $2 for update skip locked
"""
_WRAP = """
update {schema}.es_sealing_key as it set wrapped = new.wrapped, wrapped_by = $3
from unnest($1::text[], $2::bytea[]) as new (key_id, wrapped) where it.key_id = new.key_id
"""
_BATCH: Final = 500


class SealingKeyTable:
    """The keys of one Postgres schema: makes them, gives them and drops them."""

    def __init__(self, pool: Pool, schema: str, ring: KeyRing, clock: Clock) -> None:
        self._pool, self._schema, self._ring = pool, schema, ring
        self._persons = PersonMemory(clock)
        self._by_id = RememberedKeys(_UnrememberedTable(pool, schema, ring), clock)

    async def of(self, persons: Collection[str]) -> PersonKeys:
        """Return each person's key; one that is new is kept before this returns.

        Costs no round trip for keys that were used within a minute. Raises what the database does,
        as `meaning_of` says, and WrongSealingKey.
        """
        known = self._persons.known(persons)
        if len(known) == len(persons):
            return known
        missing = sorted(person for person in persons if person not in known)
        try:
            async with self._pool.acquire() as connection:
                made, _ = await self._get_or_make(connection, missing)
        except DATABASE_ERRORS as error:
            raise meaning_of(error) from error
        self._persons.learn(made)
        return {**known, **made}

    async def of_in(self, tx: Connection, persons: Collection[str]) -> PersonKeys:
        """Return each person's key; one that is new is kept if the transaction is committed."""
        known = self._persons.known(persons)
        if len(known) == len(persons):
            return known
        missing = sorted(person for person in persons if person not in known)
        keys, own = await self._get_or_make(tx, missing)
        # A key of this transaction may be rolled back: nothing else may be sealed by it yet.
        self._persons.learn({p: key for p, key in keys.items() if p not in own})
        return {**known, **keys}

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """See `KeySource.fetch`."""
        try:
            return await self._by_id.fetch(key_ids)
        except DATABASE_ERRORS as error:
            raise meaning_of(error) from error

    async def fetch_in(self, tx: Connection, key_ids: Collection[str]) -> Keys:
        """See `Sealer.fetch_in`."""
        return await _fetched(tx, self._schema, self._ring, key_ids)

    async def erase_in(self, tx: Connection, person: str, at: datetime) -> bool:
        """Drop the person's key in the caller's transaction; return whether there was one.

        `at` is when it was decided: the same decision, read again, drops no newer key. Call
        `forget` once it is committed.
        """
        done = await tx.execute(in_schema(DROP_KEY, self._schema), person, at)
        return done != "UPDATE 0"

    def hold_statements(self, key_ids: Collection[str], erased: Collection[str]) -> Sequence[str]:
        """See `Sealer.hold_statements`."""
        wanted = ((_HOLD_ALONE, erased), (_HOLD, key_ids))
        return [self._named(statement, names) for statement, names in wanted if names]

    def _named(self, statement: str, names: Collection[str]) -> str:
        quoted = ", ".join("'{}'".format(name.replace("'", "''")) for name in sorted(names))
        return in_schema(statement, self._schema).replace("$names", quoted)

    def forget(self, person: str) -> None:
        """Forget an erased key in this process; others do within a minute."""
        self._persons.forget(person)
        self._by_id.forget()

    async def wrap_all(self) -> int:
        """Wrap every key by the present sealing key; return how many were wrapped by another.

        Works beside running services, and goes on where it was stopped.
        """
        count = 0
        while done := await self._wrap_some():
            count += done
        return count

    async def _wrap_some(self) -> int:
        async with self._pool.acquire() as tx, tx.transaction():
            rows = await tx.fetch(in_schema(_TO_WRAP, self._schema), self._ring.wraps_by, _BATCH)
            keys = [_unwrapped(self._ring, row) for row in rows]
            wrapped = [self._ring.wrap(key).key for key in keys]
            ids = [key.key_id for key in keys]
            await tx.execute(in_schema(_WRAP, self._schema), ids, wrapped, self._ring.wraps_by)
        return len(rows)

    async def _get_or_make(
        self, db: Connection, persons: list[str]
    ) -> tuple[dict[str, DataKey], set[str]]:
        """Return the keys, and whose of them this very transaction wrote."""
        rows = await db.fetch(in_schema(_OF, self._schema), persons)
        if lacking := sorted(set(persons) - {row["owner"] for row in rows}):
            await self._add(db, lacking)
            # Read again: of two processes that make a person's key at once, one had to give way.
            rows = await db.fetch(in_schema(_OF, self._schema), persons)
        keys = {row["owner"]: _unwrapped(self._ring, row) for row in rows}
        return keys, {row["owner"] for row in rows if row["is_own"]}

    async def _add(self, db: Connection, persons: list[str]) -> None:
        keys = [drawn_key() for _ in persons]
        wrapped = [self._ring.wrap(key) for key in keys]
        ids, texts = [key.key_id for key in keys], [one.key for one in wrapped]
        by = [one.by for one in wrapped]
        await db.execute(in_schema(_ADD, self._schema), ids, persons, texts, by)


class _UnrememberedTable:
    """The table as a source of keys, read each time."""

    def __init__(self, pool: Pool, schema: str, ring: KeyRing) -> None:
        self._pool, self._schema, self._ring = pool, schema, ring

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """See `KeySource.fetch`."""
        async with self._pool.acquire() as connection:
            return await _fetched(connection, self._schema, self._ring, key_ids)


async def _fetched(
    db: Connection, schema: str, ring: KeyRing, key_ids: Collection[str]
) -> Mapping[str, DataKey | None]:
    rows = await db.fetch(in_schema(_FETCH, schema), list(key_ids))
    return {
        row["key_id"]: None if row["wrapped"] is None else _unwrapped(ring, row) for row in rows
    }


def _unwrapped(ring: KeyRing, row: Row) -> DataKey:
    return ring.unwrap(row["key_id"], Wrapped(row["wrapped"], row["wrapped_by"]))
