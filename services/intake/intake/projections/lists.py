"""Keeps the lists of cases and customers, inside the transaction of every append."""

from collections.abc import Sequence

from events.catalogue.case_events import TeamContactAdded
from events.catalogue.customer_events import CustomerRegistered
from events.event import Recorded
from events.store.connection import Connection, in_schema
from intake.projections.case_changes import NO_LONGER_WAITING, CaseChange, changes, openings

RANKS = {"platinum": 1, "gold": 2, "silver": 3}
"""The queue's order of plans (CP-21)."""

TABLES = (
    """
    create table {schema}.case_list (
        case_id text primary key, number text not null, customer_id text not null, reporter_id text not null,
        plan text not null, plan_rank smallint not null, priority text not null, status text not null default 'open',
        channel text not null, subject text not null, engineer_id text, opened_at timestamptz not null,
        first_responded_at timestamptz, worked_around boolean not null default false, version integer not null
    )
    """,
    "create index case_list_queue on {schema}.case_list (priority, plan_rank, opened_at, case_id)",
    "create index case_list_of_customer on {schema}.case_list (customer_id, priority, plan_rank, opened_at, case_id)",
    "create table {schema}.customer_list (customer_id text primary key, name text not null)",
    "create index customer_list_by_name on {schema}.customer_list (name, customer_id)",
    "create sequence {schema}.case_number",
    """
    create table {schema}.case_team (
        user_id text not null, case_id text not null, primary key (user_id, case_id)
    )
    """,
)

_OPEN = """
insert into {schema}.case_list
    (case_id, number, customer_id, reporter_id, plan, plan_rank, priority, channel, subject, opened_at, version)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::text[],
    $9::text[], $10::timestamptz[], $11::integer[])
on conflict (case_id) do nothing
"""

_CHANGE = f"""
update {{schema}}.case_list as it set
    status = case when said.status = '{NO_LONGER_WAITING}'
        then case when coalesce(said.worked_around, it.worked_around) then 'worked-around' else 'open' end
        else coalesce(said.status, it.status) end,
    priority = coalesce(said.priority, it.priority),
    engineer_id = coalesce(said.engineer_id, it.engineer_id),
    first_responded_at = coalesce(it.first_responded_at, said.first_responded_at),
    worked_around = coalesce(said.worked_around, it.worked_around),
    version = said.version
from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[])
    as said (case_id, version, status, priority, engineer_id, first_responded_at, worked_around)
where it.case_id = said.case_id and it.version < said.version
"""  # noqa: S608 - the only thing put in is a constant of this project

_REGISTER = """
insert into {schema}.customer_list (customer_id, name) select * from unnest($1::text[], $2::text[])
on conflict (customer_id) do nothing
"""

_JOIN_TEAM = """
insert into {schema}.case_team (user_id, case_id) select * from unnest($1::text[], $2::text[])
on conflict do nothing
"""


class Lists:
    """The inline projection of intake: called with a connection in the append's transaction and the
    events just recorded.
    """

    def __init__(self, schema: str) -> None:
        self._open, self._change, self._register, self._join_team = (
            in_schema(text, schema) for text in (_OPEN, _CHANGE, _REGISTER, _JOIN_TEAM)
        )

    async def __call__(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """Put the events into the lists. Doing it again changes nothing."""
        await self._add_customers(connection, events)
        await self._add_cases(connection, events)
        await self._add_team_contacts(connection, events)
        if changed := changes(events):
            await connection.execute(self._change, *_columns([_row(change) for change in changed]))

    async def _add_customers(self, connection: Connection, events: Sequence[Recorded]) -> None:
        new = [
            recorded.data for recorded in events if isinstance(recorded.data, CustomerRegistered)
        ]
        if new:
            await connection.execute(
                self._register, *_columns([(it.customer_id, it.name) for it in new])
            )

    async def _add_team_contacts(self, connection: Connection, events: Sequence[Recorded]) -> None:
        added = [
            recorded.data for recorded in events if isinstance(recorded.data, TeamContactAdded)
        ]
        if added:
            rows = [(it.user_id, it.case_id) for it in added]
            await connection.execute(self._join_team, *_columns(rows))

    async def _add_cases(self, connection: Connection, events: Sequence[Recorded]) -> None:
        rows = [
            (
                it.case_id,
                it.number,
                it.customer_id,
                it.reporter_id,
                it.promise.plan,
                RANKS[it.promise.plan],
                it.priority,
                it.channel,
                without_nul(it.personal.subject),
                it.opened_at,
                version,
            )
            for it, version in openings(events)
        ]
        if rows:
            await connection.execute(self._open, *_columns(rows))


def without_nul(text: str) -> str:
    """The text as Postgres can hold it in a column: it knows no NUL.

    The log keeps the text as it came.
    """
    return text.replace("\x00", "")


def _row(change: CaseChange) -> tuple[object, ...]:
    return (
        change.case_id,
        change.version,
        change.status,
        change.priority,
        change.engineer_id,
        change.first_responded_at,
        change.worked_around,
    )


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
