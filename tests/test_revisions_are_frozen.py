"""A database of any age comes to the tables that today's code wants, and a published revision never
changes.

The tables that the code wants are made here in one go, from `create_statements`; those of a
deployment grow revision by revision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from events.consumer import schema as consumer
from events.migrations import VERSION_TABLE, migrate
from events.relay import schema as relay
from events.store import schema as store
from events.store.connection import in_schema
from events.timers import schema as timers
from intake.adapters import key_use_table, word_index
from intake.projections import (
    erased_people,
    lists,
    moved_cases,
    service_request_list,
    webhook_deliveries,
    webhooks,
)
from notifier.projections import tables as notifier_tables
from reporting.adapters import read_schema
from sla_clock.adapters import deadline_table
from tests.support.databases import Databases
from tests.support.schema_objects import schema_objects

SHARDS = 3
SEALS = Path(__file__).parent / "published_revisions.sha256"
ROOT = Path(__file__).parents[1]
_SAMPLES = {
    "text": "'x'",
    "integer": "1",
    "smallint": "1",
    "bigint": "1",
    "boolean": "true",
    "json": "'{}'",
    "bytea": "'x'",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "now()",
}


@dataclass(frozen=True)
class Tables:
    """A service: its package (and schema), and the statements of the tables it wants."""

    package: str
    wanted: Sequence[str]

    def __str__(self) -> str:
        return self.package


SERVICES = (
    Tables(
        "intake",
        (
            *store.create_statements("intake", SHARDS),
            *relay.create_statements("intake"),
            *consumer.create_statements("intake"),
            *lists.TABLES,
            *moved_cases.TABLES,
            *service_request_list.TABLES,
            *erased_people.TABLES,
            *word_index.TABLES,
            *webhooks.TABLES,
            *webhook_deliveries.TABLES,
            *key_use_table.TABLES,
        ),
    ),
    Tables(
        "sla_clock",
        (
            *store.create_statements("sla_clock", SHARDS),
            *relay.create_statements("sla_clock"),
            *consumer.create_statements("sla_clock"),
            *timers.create_statements("sla_clock"),
            *deadline_table.create_statements(),
        ),
    ),
    Tables(
        "notifier",
        (
            *store.create_statements("notifier", SHARDS),
            *relay.create_statements("notifier"),
            *consumer.create_statements("notifier"),
            *timers.create_statements("notifier"),
            *notifier_tables.create_statements(),
        ),
    ),
    Tables(
        "reporting",
        (*read_schema.create_statements("reporting"), *consumer.create_statements("reporting")),
    ),
)
services = pytest.mark.parametrize("service", SERVICES, ids=str)


@services
async def test_all_revisions_together_make_the_tables_that_the_code_wants(
    dsn: str, databases: Databases, service: Tables
) -> None:
    await migrate(dsn, service.package, service.package, shards=SHARDS)
    async with databases.empty() as wanted_dsn:
        await _make(wanted_dsn, service)

        assert await _objects(dsn, service) == await _objects(wanted_dsn, service)
    assert await _count(dsn, service, "es_shard") in (SHARDS, None)


@services
async def test_a_database_of_the_first_revision_with_rows_in_it_comes_to_the_newest(
    dsn: str, databases: Databases, service: Tables
) -> None:
    await migrate(
        dsn,
        service.package,
        service.package,
        shards=SHARDS,
        revision=_first_revision(service.package),
    )
    tables = await _fill_each_table(dsn, service.package)

    await migrate(dsn, service.package, service.package, shards=SHARDS)

    async with databases.empty() as wanted_dsn:
        await _make(wanted_dsn, service)
        assert await _objects(dsn, service) == await _objects(wanted_dsn, service)
    assert [table for table in tables if await _count(dsn, service, table) == 0] == []


@services
async def test_an_older_instance_can_write_what_it_knows_of(dsn: str, service: Tables) -> None:
    """While instances are upgraded one by one, the old ones write rows without the new columns."""
    package = service.package
    first = _first_revision(package)
    await migrate(dsn, package, package, shards=SHARDS, revision=first)
    before = await _columns(dsn, package)

    await migrate(dsn, package, package, shards=SHARDS)

    after, tables = await _columns(dsn, package), {table for table, _ in before}
    added = {column: needed for column, needed in after.items() if column not in before}
    assert [it for it, needed in added.items() if needed and it[0] in tables] == []


def test_published_revisions_are_as_they_were_sealed() -> None:
    seals = [line.split() for line in SEALS.read_text().splitlines()]
    assert [[sha256((ROOT / name).read_bytes()).hexdigest(), name] for _, name in seals] == seals


def test_every_file_of_statements_is_sealed() -> None:
    """A new revision adds its line with `sha256sum FILE >> tests/published_revisions.sha256`."""
    folders = ("libs/events/events/tables", "services/*/*/migrations/versions")
    files_there = {
        str(path.relative_to(ROOT)) for folder in folders for path in ROOT.glob(f"{folder}/*.sql")
    }
    sealed = {line.split()[1] for line in SEALS.read_text().splitlines()}
    assert files_there == sealed


async def _make(dsn: str, service: Tables) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in ("create schema {schema}", *service.wanted):
        await connection.execute(in_schema(statement, service.package))
    await connection.close()


async def _objects(dsn: str, service: Tables) -> Sequence[str]:
    return await schema_objects(dsn, service.package, without=VERSION_TABLE)


async def _columns(dsn: str, schema: str) -> Mapping[tuple[str, str], bool]:
    """Return table and name of each column, and whether a new row must give it a value."""
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(
        "select table_name, column_name, is_nullable = 'NO' and column_default is null"
        " and is_identity = 'NO' and is_generated = 'NEVER'"
        " from information_schema.columns where table_schema = $1",
        schema,
    )
    await connection.close()
    return {(table, column): needed for table, column, needed in rows}


def _first_revision(package: str) -> str:
    folder = str(files(package) / "migrations")
    return str(ScriptDirectory(folder).get_base())


async def _fill_each_table(dsn: str, schema: str) -> Sequence[str]:
    """Insert one row of samples into each table; return the tables' names."""
    connection = await asyncpg.connect(dsn)
    query = """
        select table_name from information_schema.tables
        where table_schema = $1 and table_type = 'BASE TABLE'
    """
    tables = [
        row[0]
        for row in await connection.fetch(query, schema)
        if row[0] not in (VERSION_TABLE, "es_shard")
    ]
    for table in tables:
        columns = await connection.fetch(
            "select column_name, data_type from information_schema.columns "
            "where table_schema = $1 and table_name = $2"
            " and is_nullable = 'NO' and column_default is null and is_identity = 'NO'",
            schema,
            table,
        )
        names = ", ".join(f'"{name}"' for name, _ in columns)
        values = ", ".join(_SAMPLES[kind] for _, kind in columns)
        await connection.execute(f"insert into {schema}.{table} ({names}) values ({values})")
    await connection.close()
    return tables


async def _count(dsn: str, service: Tables, table: str) -> int | None:
    connection = await asyncpg.connect(dsn)
    found = await connection.fetchval("select to_regclass($1)", f"{service.package}.{table}")
    count = found and await connection.fetchval(f"select count(*) from {service.package}.{table}")
    await connection.close()
    return int(count) if found else None
