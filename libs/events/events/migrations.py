"""Brings a service's Postgres schema to its newest revision, with alembic.

A service keeps a two-line `<package>/migrations/env.py` (`from events.migrations import
run_in_alembic`, `run_in_alembic()`), and its revisions in `<package>/migrations/versions/`. A
revision is frozen: `execute_steps("store_0002")` runs a step of the library,
`execute_file(__file__)` runs the `.sql` file beside it. It never calls code that may change later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from events.errors import WrongClock
from events.sharding import DEFAULT_SHARDS
from events.store.connection import in_schema
from events.store.sandbox_clock_table import HAS_CLOCK, IS_MARKED, MARK
from events.store.table_steps import statements_in, step_file

VERSION_TABLE = "schema_revision"
_IS_MADE = "select to_regclass('{schema}.schema_revision') is not null"
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('tocsin migrations'))")


@dataclass(frozen=True, slots=True)
class Migrating:
    """What a revision runs on: the Postgres schema, and how a new store is made.

    `shards`: how many it has; `movable`: whether its time can be moved, as in a sandbox.
    """

    schema: str
    shards: int
    movable: bool = False


async def migrate(
    dsn: str,
    schema: str,
    package: str,
    *,
    shards: int = DEFAULT_SHARDS,
    revision: str = "head",
    movable: bool = False,
) -> None:
    """Create the schema if it is missing, and run the revisions of `package` up to `revision`.

    Revisions that have run are skipped; all of it is one transaction. Concurrent calls wait for
    each other. Raises WrongClock if the store that is there is movable and should not be, or the
    reverse, and the database's errors; then nothing has changed.
    """
    engine = create_async_engine(
        make_url(dsn).set(drivername="postgresql+asyncpg"), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            target = Migrating(schema, shards, movable)
            await connection.run_sync(_upgrade, target, package, revision)
    finally:
        await engine.dispose()


def run_in_alembic() -> None:
    """Run the revisions on the connection that `migrate` holds; a service's `env.py` calls this."""
    connection, target = context.config.attributes["connection"], migrating()
    context.configure(
        connection=connection, version_table=VERSION_TABLE, version_table_schema=target.schema
    )
    context.run_migrations()


def migrating() -> Migrating:
    """Return what the present revision runs on."""
    target = context.config.attributes["migrating"]
    assert isinstance(target, Migrating)
    return target


def execute_all(statements: Sequence[str]) -> None:
    """Run statements of a revision as they are.

    `{schema}` is the schema's name; `:name` and `%` have no meaning.
    """
    for statement in statements:
        op.get_bind().exec_driver_sql(in_schema(statement, migrating().schema))


def execute_steps(*steps: str) -> None:
    """Run frozen steps of the library in this order, such as `store_0001` (see `events/tables`)."""
    target = migrating()
    for step in steps:
        execute_all(statements_in(step_file(step), target.schema, target.shards))


def execute_file(revision_file: str) -> None:
    """Run the `.sql` file that has the same name as a revision's own file."""
    target = migrating()
    execute_all(
        statements_in(Path(revision_file).with_suffix(".sql"), target.schema, target.shards)
    )


def _upgrade(connection: Connection, target: Migrating, package: str, revision: str) -> None:
    # Instances of a service that start together would otherwise run the same revision twice.
    connection.execute(_ONE_AT_A_TIME)
    connection.exec_driver_sql(in_schema("create schema if not exists {schema}", target.schema))
    is_new = not _answer(connection, _IS_MADE, target)
    config = Config()
    config.set_main_option("script_location", str(_folder_of(package)).replace("%", "%%"))
    config.attributes.update({"connection": connection, "migrating": target})
    command.upgrade(config, revision)
    if is_new and target.movable:
        # Only here, once: nobody can make the time of a store movable that somebody relies on.
        for statement in MARK:
            connection.exec_driver_sql(in_schema(statement, target.schema))
    # An older revision, which tests go back to, may have no such table.
    is_movable = _answer(connection, HAS_CLOCK, target) and _answer(connection, IS_MARKED, target)
    if revision == "head" and is_movable != target.movable:
        raise WrongClock(target.schema, movable=target.movable)


def _answer(connection: Connection, question: str, target: Migrating) -> bool:
    return bool(connection.exec_driver_sql(in_schema(question, target.schema)).scalar())


def _folder_of(package: str) -> Path:
    """Return the package's folder of migrations, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no package {package}")
    return Path(spec.origin).parent / "migrations"
