"""Keeps plain copies of people's names and of whom to reach about a P1, and clears them when
somebody is erased (CP-27, CP-31).

All personal columns of these tables are named here: `customer_user` (name, email), `case_reach`
(name, phone), `case_unreached` (reason, tried), `tam_name` (name).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, assert_never

from events.sealing.persons import staff_person, user_person
from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, Row, in_schema
from reporting.adapters.storable_text import storable
from reporting.domain.case_subject import ErasedPerson
from reporting.domain.within_reach import (
    Attempt,
    GoneUser,
    KnownTam,
    KnownUser,
    NamedReach,
    NobodyReached,
    PeopleWords,
    ReachOfCase,
    WithinReach,
)

TABLES: Final = ("customer_user", "case_reach", "case_unreached", "tam_name")
CREATE: Final = (
    """create table {schema}.customer_user (
        customer_id text not null,
        user_id text not null,
        name text not null,
        email text not null,
        written_at timestamptz not null,
        primary key (customer_id, user_id)
    )""",
    """create table {schema}.case_reach (
        case_id text primary key,
        customer_id text,
        user_id text,
        written_by text,
        written_at timestamptz not null,
        name text not null,
        phone text not null
    )""",
    """create table {schema}.case_unreached (
        case_id text not null,
        since timestamptz not null,
        recorded_by text not null,
        written_at timestamptz not null,
        reason text not null,
        tried jsonb not null,
        primary key (case_id, since)
    )""",
    """create table {schema}.tam_name (
        tam_id text primary key,
        name text not null,
        written_at timestamptz not null
    )""",
)

_KNOW = """
insert into {schema}.customer_user (customer_id, user_id, name, email, written_at)
values ($1, $2, $3, $4, $5)
on conflict (customer_id, user_id) do update
    set name = excluded.name, email = excluded.email, written_at = excluded.written_at
    where customer_user.written_at <= excluded.written_at
"""
_FORGET = "delete from {schema}.customer_user where customer_id = $1 and user_id = $2"
# Whose the case is stands in its row, which the same shard began before.
_NAME = """
insert into {schema}.case_reach
    (case_id, customer_id, user_id, written_by, written_at, name, phone)
values ($1, (select customer_id from {schema}.case_history where key = $1 and until_seq is null),
    $2, $3, $4, $5, $6)
on conflict (case_id) do update set user_id = excluded.user_id, written_by = excluded.written_by,
    written_at = excluded.written_at, name = excluded.name, phone = excluded.phone
    where case_reach.written_at <= excluded.written_at
"""
_REACH_NOBODY = """
insert into {schema}.case_unreached (case_id, since, recorded_by, written_at, reason, tried)
values ($1, $2, $3, $4, $5, $6::jsonb) on conflict (case_id, since) do nothing
"""
_NAME_TAM = """
insert into {schema}.tam_name (tam_id, name, written_at) values ($1, $2, $3)
on conflict (tam_id) do update set name = excluded.name, written_at = excluded.written_at
    where tam_name.written_at <= excluded.written_at
"""
_READ_USERS = """
select user_id, name from {schema}.customer_user
where customer_id = $1 and user_id = any($2::text[])
"""
_READ_TAMS = "select tam_id, name from {schema}.tam_name where tam_id = any($1::text[])"
# Topics and shards are in no order between them: words may be read after an erasure of earlier.
# A number without a user is by whoever named it, of whom only the sign-in is known: too many are
# cleared rather than too few.
_CLEAR: Final = (
    """
    update {schema}.customer_user as mine set name = $2, email = $2
    from {schema}.erased_person as gone
    where gone.person = any($1::text[]) and mine.written_at <= gone.erased_at
        and gone.person = 'user/' || mine.customer_id || '/' || mine.user_id
    """,
    """
    update {schema}.case_reach as mine set name = $2, phone = $2
    from {schema}.erased_person as gone
    where gone.person = any($1::text[]) and mine.written_at <= gone.erased_at
        and (gone.person = 'user/' || mine.customer_id || '/' || mine.user_id
            or mine.user_id is null and (gone.person = 'staff/' || mine.written_by
                or starts_with(gone.person, 'user/' || mine.customer_id || '/')))
    """,
    """
    update {schema}.case_unreached as mine set reason = $2, tried = '[]'
    from {schema}.erased_person as gone
    where gone.person = any($1::text[]) and mine.written_at <= gone.erased_at
        and gone.person = 'staff/' || mine.recorded_by
    """,
    """
    update {schema}.tam_name as mine set name = $2
    from {schema}.erased_person as gone
    where gone.person = any($1::text[]) and mine.written_at <= gone.erased_at
        and gone.person = 'staff/' || mine.tam_id
    """,
)
_WHO_IS_ERASED = "select person from {schema}.erased_person where person = any($1::text[])"
_ERASED_OF_CUSTOMERS = """
select person from {schema}.erased_person
where split_part(person, '/', 2) = any(
    select customer_id from {schema}.case_reach where case_id = any($1::text[]))
    and person like 'user/%'
"""
_READ = """
select wanted.case_id, reach.name, reach.phone, it.name as reporter, it.email,
    reach.case_id is not null as is_named
from unnest($1::text[]) as wanted (case_id)
left join {schema}.case_reach as reach on reach.case_id = wanted.case_id
left join {schema}.case_subject as about on about.case_id = wanted.case_id
left join {schema}.customer_user as it
    on it.customer_id = about.customer_id
    and about.person = 'user/' || it.customer_id || '/' || it.user_id
"""
_READ_UNREACHED = """
select * from {schema}.case_unreached where case_id = any($1::text[]) order by since desc
"""


async def add_people_words(tx: Connection, schema: str, words: Sequence[PeopleWords]) -> None:
    """Store these words, in order, and clear those of whoever was erased since."""
    for one in words:
        statement, arguments = _statement(one)
        await tx.execute(in_schema(statement, schema), *arguments)
    if words:
        await _clear_late(tx, schema, words)


async def clear_people_words(tx: Connection, schema: str, erased: Sequence[ErasedPerson]) -> None:
    """Clear the plain copies of what these people wrote or were named by, until their erasure.

    The erasures are noted before. Doing it again changes nothing.
    """
    await _clear(tx, schema, [one.person for one in erased])


async def read_reach(
    connection: Connection, schema: str, case_ids: Sequence[str]
) -> Mapping[str, ReachOfCase]:
    """Return whom to reach about these cases, and when nobody was; each of them is in it."""
    rows = await connection.fetch(in_schema(_READ, schema), list(case_ids))
    unreached = await connection.fetch(in_schema(_READ_UNREACHED, schema), list(case_ids))
    return {
        row["case_id"]: ReachOfCase(
            now=_within_reach(row),
            unreached=tuple(_unreached(it) for it in unreached if it["case_id"] == row["case_id"]),
        )
        for row in rows
    }


async def read_user_names(
    connection: Connection, schema: str, customer_id: str, user_ids: Sequence[str]
) -> Mapping[str, str]:
    """Return the names of these users of a customer, by id; unknown ones are left out."""
    rows = await connection.fetch(in_schema(_READ_USERS, schema), customer_id, list(user_ids))
    return {row["user_id"]: row["name"] for row in rows}


async def read_tam_names(
    connection: Connection, schema: str, tam_ids: Sequence[str]
) -> Mapping[str, str]:
    """Return the names of these technical account managers, by id; unknown ones are left out."""
    rows = await connection.fetch(in_schema(_READ_TAMS, schema), list(tam_ids))
    return {row["tam_id"]: row["name"] for row in rows}


def _within_reach(row: Row) -> WithinReach | None:
    # An erased name says nobody to call: then it is the reporter again.
    if row["is_named"] and row["phone"] != ERASED:
        return WithinReach(name=row["name"], phone=row["phone"], email=None, by_default=False)
    if row["reporter"] is None:
        return None
    return WithinReach(
        name=row["reporter"], phone=None, email=row["email"] or None, by_default=True
    )


def _unreached(row: Row) -> NobodyReached:
    tried = [
        Attempt(who=who, how=how, at=datetime.fromisoformat(at))
        for who, how, at in json.loads(row["tried"])
    ]
    return NobodyReached(
        case_id=row["case_id"],
        since=row["since"],
        recorded_by=row["recorded_by"],
        written_at=row["written_at"],
        reason=row["reason"],
        tried=tuple(tried),
    )


def _statement(words: PeopleWords) -> tuple[str, tuple[object, ...]]:
    match words:
        case KnownUser():
            texts = (storable(words.name), storable(words.email))
            return _KNOW, (words.customer_id, words.user_id, *texts, words.written_at)
        case GoneUser():
            return _FORGET, (words.customer_id, words.user_id)
        case NamedReach():
            texts = (storable(words.name), storable(words.phone))
            named = (words.case_id, words.user_id, words.written_by, words.written_at)
            return _NAME, (*named, *texts)
        case NobodyReached():
            tried = [[storable(it.who), it.how, it.at.isoformat()] for it in words.tried]
            marked = (words.case_id, words.since, words.recorded_by, words.written_at)
            return _REACH_NOBODY, (*marked, storable(words.reason), json.dumps(tried))
        case KnownTam():
            return _NAME_TAM, (words.tam_id, storable(words.name), words.written_at)
        case _:
            assert_never(words)


async def _clear_late(tx: Connection, schema: str, words: Sequence[PeopleWords]) -> None:
    people = [_person(one) for one in words]
    rows = await tx.fetch(in_schema(_WHO_IS_ERASED, schema), [it for it in people if it])
    case_ids = [one.case_id for one in words if isinstance(one, NamedReach)]
    of_customers = await tx.fetch(in_schema(_ERASED_OF_CUSTOMERS, schema), case_ids)
    await _clear(tx, schema, [row["person"] for row in (*rows, *of_customers)])


def _person(words: PeopleWords) -> str | None:
    match words:
        case KnownUser():
            return user_person(words.customer_id, words.user_id)
        case NamedReach():
            return staff_person(words.written_by or "")
        case NobodyReached():
            return staff_person(words.recorded_by)
        case KnownTam():
            return staff_person(words.tam_id)
        case _:
            return None


async def _clear(tx: Connection, schema: str, people: Sequence[str]) -> None:
    if not people:
        return
    for statement in _CLEAR:
        await tx.execute(in_schema(statement, schema), list(people), ERASED)
