"""Keeps what the notifier remembers of other services' facts.

These are cases, customers' names, and pages that are wanted but not raised yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from events.store.connection import Connection, Pool, in_schema
from notifier.domain.page_on_call import Due, PageWanted, WatchedCase

_FIELDS = (
    "case_id",
    "number",
    "customer_id",
    "plan",
    "priority",
    "area",
    "needs_answer",
    "subject",
    "p1_due_s",
    "is_over",
    "has_workaround",
    "written_at",
    "reach",
    "reporter_id",
    "opened_at",
    "reach_by",
    "reach_at",
)
_COLUMNS = ", ".join(_FIELDS)
_CASES = f"""select {_COLUMNS}, due_at
from {{schema}}.watched_case left join {{schema}}.watched_deadline using (case_id)
where case_id = any($1::text[])"""  # noqa: S608  our own names
# What a case was opened with and promised never changes, so it stays as it was first written.
_SAVE_CASES = f"""insert into {{schema}}.watched_case ({_COLUMNS})
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::boolean[], $8::text[], $9::int[], $10::boolean[], $11::boolean[], $12::timestamptz[],
    $13::text[], $14::text[], $15::timestamptz[], $16::text[], $17::timestamptz[])
on conflict (case_id) do update set priority = excluded.priority,
    needs_answer = excluded.needs_answer, is_over = excluded.is_over,
    has_workaround = excluded.has_workaround, written_at = excluded.written_at,
    reach = excluded.reach, reach_by = excluded.reach_by, reach_at = excluded.reach_at
"""  # noqa: S608  our own names
# A table of its own: there is no order between the two topics, so a deadline may be read before its
# case.
_SAVE_DUES = """insert into {schema}.watched_deadline (case_id, due_at)
select * from unnest($1::text[], $2::timestamptz[])
on conflict (case_id) do update set due_at = excluded.due_at"""
_MOVE_DUES = """update {schema}.watched_deadline as it set due_at = moved.due_at
from unnest($1::text[], $2::timestamptz[]) as moved (case_id, due_at)
where it.case_id = moved.case_id"""
_FORGET_DUES = "delete from {schema}.watched_deadline where case_id = any($1::text[])"
_SAVE_CUSTOMERS = """insert into {schema}.watched_customer (customer_id, name)
select * from unnest($1::text[], $2::text[])
on conflict (customer_id) do update set name = excluded.name"""
_NAMES = (
    "select customer_id, name from {schema}.watched_customer where customer_id = any($1::text[])"
)
_SAVE_WANTED = """insert into {schema}.page_wanted (page_id, topic, shard, place, wanted)
values ($1, $2, $3, $4, $5) on conflict (page_id) do nothing"""
_WANTED = """select wanted::text as wanted from {schema}.page_wanted
where topic = $1 and shard = $2 order by place, page_id"""
_NOT_WANTED = "delete from {schema}.page_wanted where topic = $1 and shard = $2"
# A page without the time was written by an older release: it has waited for long enough.
_WAITING_PARTITIONS = """select topic, shard,
    min(coalesce((wanted->>'held_since')::timestamptz, 'epoch')) as since
from {schema}.page_wanted group by topic, shard order by topic, shard"""
_DECODER = msgspec.json.Decoder(PageWanted)


class WatchedCases:
    """Rows in the notifier's own schema, used in the transaction that moves the checkpoint."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def load(self, tx: Connection, case_ids: Iterable[str]) -> dict[str, WatchedCase]:
        """Return those of the cases that are known, by id."""
        rows = await tx.fetch(in_schema(_CASES, self._schema), sorted(set(case_ids)))
        return {
            row["case_id"]: WatchedCase(**dict(zip(row.keys(), row, strict=True))) for row in rows
        }

    async def save(self, tx: Connection, cases: Sequence[WatchedCase]) -> None:
        """Write the cases, in one statement."""
        if cases:
            columns = ([getattr(case, name) for case in cases] for name in _FIELDS)
            await tx.execute(in_schema(_SAVE_CASES, self._schema), *columns)

    async def save_dues(self, tx: Connection, dues: Mapping[str, Due]) -> None:
        """Write when each case's first answer is due, by case id; forget it while a clock stands.

        A move of a deadline whose clock stands is no due time, so it changes known ones only.
        """
        running = {case_id: due.at for case_id, due in dues.items() if due.at is not None}
        for statement, only_if_known in ((_SAVE_DUES, False), (_MOVE_DUES, True)):
            some = {
                case_id: at
                for case_id, at in running.items()
                if dues[case_id].only_if_known is only_if_known
            }
            if some:
                await tx.execute(in_schema(statement, self._schema), list(some), [*some.values()])
        if stopped := sorted(dues.keys() - running.keys()):
            await tx.execute(in_schema(_FORGET_DUES, self._schema), stopped)

    async def save_customers(self, tx: Connection, names: Mapping[str, str]) -> None:
        """Write customers' names by id."""
        if names:
            await tx.execute(
                in_schema(_SAVE_CUSTOMERS, self._schema), list(names), list(names.values())
            )

    async def names(self, tx: Connection, customer_ids: Iterable[str]) -> dict[str, str]:
        """Return those of the customers' names that are known, by id."""
        rows = await tx.fetch(in_schema(_NAMES, self._schema), sorted(set(customer_ids)))
        return {row["customer_id"]: row["name"] for row in rows}

    async def waiting(self, tx: Connection, topic: str, shard: int) -> list[PageWanted]:
        """Return the pages that earlier batches of this partition wanted, in order."""
        rows = await tx.fetch(in_schema(_WANTED, self._schema), topic, shard)
        return [_DECODER.decode(row["wanted"]) for row in rows]

    async def waiting_partitions(self, pool: Pool) -> dict[tuple[str, int], datetime]:
        """Return the (topic, partition) pairs in which pages wait, each with since when."""
        rows = await pool.fetch(in_schema(_WAITING_PARTITIONS, self._schema))
        return {(row["topic"], row["shard"]): row["since"] for row in rows}

    async def keep_waiting(
        self, tx: Connection, topic: str, shard: int, wanted: Sequence[PageWanted]
    ) -> None:
        """Remember these, and only these, for the partition's next batch."""
        await tx.execute(in_schema(_NOT_WANTED, self._schema), topic, shard)
        for index, page in enumerate(wanted):
            encoded = msgspec.json.encode(page).decode()
            await tx.execute(
                in_schema(_SAVE_WANTED, self._schema), page.page_id, topic, shard, index, encoded
            )
