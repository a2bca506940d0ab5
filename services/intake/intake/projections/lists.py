"""Keeps the lists of cases and customers, inside the transaction of every append."""

from collections.abc import Callable, Mapping, Sequence

from events.catalogue.case_events import CaseOpened, TeamContactAdded, TeamContactRemoved
from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered
from events.catalogue.terms import Promise
from events.event import Recorded
from events.store.connection import Connection, in_schema
from intake.projections.listed_cases import (
    ListedCase,
    Opening,
    later_events,
    listed,
    moved_on,
    opened_cases,
)

RankOf = Callable[[Promise], int]
"""The rank of a promise's plan in the queue, 1 first (CP-21)."""

TABLES = (
    """
    create table {schema}.case_list (
        case_id text primary key, number text not null, customer_id text not null,
        reporter_id text not null, plan text not null, plan_rank smallint not null,
        priority text not null, status text not null default 'open', channel text not null,
        subject text not null, engineer_id text, opened_at timestamptz not null,
        first_responded_at timestamptz, worked_around boolean not null default false,
        version integer not null, level smallint not null default 1,
        updated_at timestamptz not null default now(),
        public_at timestamptz not null default now(),
        let_go boolean not null default false
    )
    """,
    """
    create index case_list_queue
        on {schema}.case_list (priority, plan_rank, opened_at, case_id)
    """,
    """
    create index case_list_of_customer
        on {schema}.case_list (customer_id, priority, plan_rank, opened_at, case_id)
    """,
    "create table {schema}.customer_list (customer_id text primary key, name text not null)",
    "create index customer_list_by_name on {schema}.customer_list (name, customer_id)",
    "create sequence {schema}.case_number",
    """
    create table {schema}.case_team (
        user_id text not null, case_id text not null, primary key (user_id, case_id)
    )
    """,
    # Of ten years of cases a few hundred are live: the queue as it is mostly asked for reads these.
    """
    create index case_list_live
        on {schema}.case_list (priority, plan_rank, opened_at, case_id)
        where status in ('open', 'waiting-on-customer', 'worked-around')
    """,
    """
    create index case_list_of_status
        on {schema}.case_list (status, priority, plan_rank, opened_at, case_id)
    """,
    "create index case_list_by_number on {schema}.case_list (number)",
    """
    create index case_list_of_engineer
        on {schema}.case_list (engineer_id, priority, plan_rank, opened_at, case_id)
        where engineer_id is not null
    """,
    "create index case_list_of_reporter on {schema}.case_list (reporter_id)",
    "create index case_list_escalated on {schema}.case_list (level) where level > 1",
    # CP-26: P1s that nobody works on though they still lack a workaround. Nearly always empty.
    """
    create index case_list_without_engineer
        on {schema}.case_list (priority, plan_rank, opened_at, case_id)
        where priority = 'P1' and (engineer_id is null or let_go) and not worked_around
            and status in ('open', 'waiting-on-customer')
    """,
    "create index case_list_by_opening on {schema}.case_list (opened_at)",
    "create index case_list_by_change on {schema}.case_list (updated_at)",
    "create index case_list_by_news on {schema}.case_list (public_at)",
    "create table {schema}.engineer (engineer_id text primary key)",
    "create table {schema}.page_about_case (page_id text primary key, case_id text not null)",
)

_OPEN = """
insert into {schema}.case_list (
    case_id, version, status, priority, engineer_id, first_responded_at, worked_around,
    level, updated_at, public_at, let_go,
    number, customer_id, reporter_id, plan, plan_rank, channel, subject, opened_at
)
select * from unnest(
    $1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[],
    $8::smallint[], $9::timestamptz[], $10::timestamptz[], $11::boolean[],
    $12::text[], $13::text[], $14::text[], $15::text[], $16::smallint[], $17::text[], $18::text[],
    $19::timestamptz[]
)
on conflict (case_id) do nothing
"""

_READ = """
select case_id, version, status, priority, engineer_id, first_responded_at, worked_around, level,
    updated_at, public_at, let_go
from {schema}.case_list where case_id = any($1)
"""

_CHANGE = """
update {schema}.case_list as it set
    version = new.version,
    status = new.status,
    priority = new.priority,
    engineer_id = new.engineer_id,
    first_responded_at = new.first_responded_at,
    worked_around = new.worked_around,
    level = new.level,
    updated_at = new.updated_at,
    public_at = new.public_at,
    let_go = new.let_go
from unnest(
    $1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[],
    $8::smallint[], $9::timestamptz[], $10::timestamptz[], $11::boolean[]
) as new (
    case_id, version, status, priority, engineer_id, first_responded_at, worked_around, level,
    updated_at, public_at, let_go
)
where it.case_id = new.case_id and it.version < new.version
"""

_REGISTER = """
insert into {schema}.customer_list (customer_id, name) select * from unnest($1::text[], $2::text[])
on conflict (customer_id) do nothing
"""

_RENAME = "update {schema}.customer_list set name = $2 where customer_id = $1"
_LEAVE_TEAM = "delete from {schema}.case_team where user_id = $1 and case_id = $2"
_JOIN_TEAM = """
insert into {schema}.case_team (user_id, case_id) select * from unnest($1::text[], $2::text[])
on conflict do nothing
"""


class Lists:
    """The inline projection of intake, called in the append's transaction with its events."""

    def __init__(self, schema: str, rank_of: RankOf) -> None:
        self._rank_of = rank_of
        self._open, self._read, self._change, self._register, self._join_team = (
            in_schema(text, schema) for text in (_OPEN, _READ, _CHANGE, _REGISTER, _JOIN_TEAM)
        )
        self._rename, self._leave_team = (
            in_schema(text, schema) for text in (_RENAME, _LEAVE_TEAM)
        )

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Put the events into the lists. Doing it again changes nothing."""
        await self._add_customers(tx, events)
        await self._change_teams(tx, events)
        opened, later = opened_cases(events), later_events(events)
        await self._add_cases(tx, opened, later)
        # Cases that were opened by these very events have theirs already.
        await self._change_cases(tx, {key: it for key, it in later.items() if key not in opened})

    async def _add_customers(self, tx: Connection, events: Sequence[Recorded]) -> None:
        new = [
            recorded.data for recorded in events if isinstance(recorded.data, CustomerRegistered)
        ]
        if new:
            await tx.execute(self._register, *_columns([(it.customer_id, it.name) for it in new]))
        # After all that are new, and each in turn: the last name counts.
        for event in (recorded.data for recorded in events):
            if isinstance(event, CustomerCorrected):
                await tx.execute(self._rename, event.customer_id, without_nul(event.name))

    async def _change_teams(self, tx: Connection, events: Sequence[Recorded]) -> None:
        changes = team_changes(events)
        if joined := [pair for pair, is_on_it in changes.items() if is_on_it]:
            await tx.execute(self._join_team, *_columns(joined))
        if left := [pair for pair, is_on_it in changes.items() if not is_on_it]:
            await tx.executemany(self._leave_team, left)

    async def _add_cases(
        self,
        tx: Connection,
        opened: Mapping[str, Opening],
        later: Mapping[str, Sequence[Recorded]],
    ) -> None:
        if opened:
            # What followed in the same batch goes into the insert: a P1 is opened together with the
            # marks of its likely twins.
            rows = [
                (*_values(listed(it, later.get(case_id, ()))), *self._opened_values(it.data))
                for case_id, it in opened.items()
            ]
            await tx.execute(self._open, *_columns(rows))

    async def _change_cases(self, tx: Connection, later: Mapping[str, Sequence[Recorded]]) -> None:
        if not later:
            return
        # Nobody else changes these rows meanwhile: the append has locked the cases' shards.
        before = [ListedCase(**dict(row)) for row in await tx.fetch(self._read, list(later))]
        if before:
            rows = [_values(moved_on(row, later[row.case_id])) for row in before]
            await tx.execute(self._change, *_columns(rows))

    def _opened_values(self, opened: CaseOpened) -> tuple[object, ...]:
        return (
            opened.number,
            opened.customer_id,
            opened.reporter_id,
            opened.promise.plan,
            self._rank_of(opened.promise),
            opened.channel,
            without_nul(opened.personal.subject),
            opened.opened_at,
        )


def team_changes(events: Sequence[Recorded]) -> dict[tuple[str, str], bool]:
    """Return who is on the team of a case after these events, and who is no more.

    The keys are the ids of user and case; of several events about the same pair the last counts.
    """
    changes: dict[tuple[str, str], bool] = {}
    for event in (recorded.data for recorded in events):
        if isinstance(event, TeamContactAdded | TeamContactRemoved):
            changes[event.user_id, event.case_id] = isinstance(event, TeamContactAdded)
    return changes


def without_nul(text: str) -> str:
    """Return the text without NUL, which no column of Postgres holds; the log keeps it."""
    return text.replace("\x00", "")


def _values(row: ListedCase) -> tuple[object, ...]:
    return (
        row.case_id,
        row.version,
        row.status,
        row.priority,
        row.engineer_id,
        row.first_responded_at,
        row.worked_around,
        row.level,
        row.updated_at,
        row.public_at,
        row.let_go,
    )


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
