"""A service's schema comes to its newest revision, whoever asks first and however often."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from events.migrations import VERSION_TABLE, migrate
from events.store.connection import in_schema
from tests.events.store.sample_appends import append_to, texts
from tests.support.event_stores import postgres_store, store_pool

ENV = (
    '"""Where alembic starts."""\nfrom events.migrations import run_in_alembic\nrun_in_alembic()\n'
)
FIRST = '''
"""The store."""
from events.migrations import execute_all, migrating
from events.relay import schema as relay
from events.store import schema as store

revision, down_revision = "0001", None

def upgrade() -> None:
    target = migrating()
    execute_all(store.create_statements(target.schema, target.shards))
    execute_all(relay.create_statements(target.schema))
'''
SECOND = '''
"""A table with signs that mean something elsewhere."""
from events.migrations import execute_all

revision, down_revision = "0002", "0001"

def upgrade() -> None:
    execute_all(["create table {schema}.later (a text default '100 % :sure')"])
'''
BROKEN = '''
"""Half of it works."""
from events.migrations import execute_all

revision, down_revision = "0002", "0001"

def upgrade() -> None:
    execute_all(["create table {schema}.later (a text)", "create nonsense"])
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The versions' folder of a package called `migrated_service`, with a first revision."""
    versions = tmp_path / "migrated_service" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "migrated_service" / "__init__.py").touch()
    (versions.parent / "env.py").write_text(ENV)
    (versions / "0001_store.py").write_text(FIRST)
    monkeypatch.syspath_prepend(tmp_path)
    return versions


async def test_makes_a_store_that_works(dsn: str, package: Path) -> None:
    await migrate(dsn, "intake", "migrated_service", shards=4)
    async with store_pool(dsn) as pool:
        store = postgres_store(pool)
        await store.append(append_to("c-1", "works"))
        assert texts(await store.read_stream("case-c-1", "c-1")) == ["works"]


async def test_runs_only_what_is_new(dsn: str, package: Path) -> None:
    await migrate(dsn, "intake", "migrated_service")
    (package / "0002_later.py").write_text(SECOND)
    for _ in range(2):
        await migrate(dsn, "intake", "migrated_service")
    assert await _revision(dsn) == "0002"
    async with store_pool(dsn) as pool:
        assert await pool.fetchval("select count(*) from intake.es_shard") == 12
        await pool.execute("insert into intake.later default values")
        assert await pool.fetchval("select a from intake.later") == "100 % :sure"


async def test_two_that_start_at_the_same_time_wait_for_each_other(dsn: str, package: Path) -> None:
    await asyncio.gather(*(migrate(dsn, "intake", "migrated_service") for _ in range(3)))
    assert await _revision(dsn) == "0001"


async def test_each_schema_has_a_revision_of_its_own(dsn: str, package: Path) -> None:
    await migrate(dsn, "intake", "migrated_service")
    (package / "0002_later.py").write_text(SECOND)
    await migrate(dsn, "sla_clock", "migrated_service")
    assert [await _revision(dsn), await _revision(dsn, "sla_clock")] == ["0001", "0002"]


async def test_a_revision_that_fails_leaves_nothing_behind(dsn: str, package: Path) -> None:
    await migrate(dsn, "intake", "migrated_service")
    (package / "0002_broken.py").write_text(BROKEN)
    with pytest.raises(SQLAlchemyError):
        await migrate(dsn, "intake", "migrated_service")
    assert await _revision(dsn) == "0001"
    async with store_pool(dsn) as pool:
        assert await pool.fetchval("select to_regclass('intake.later')") is None


async def test_refuses_a_schema_whose_name_is_none(dsn: str, package: Path) -> None:
    with pytest.raises(ValueError, match="no name of a schema"):
        await migrate(dsn, 'intake"; drop', "migrated_service")


async def _revision(dsn: str, schema: str = "intake") -> str:
    async with store_pool(dsn) as pool:
        return str(
            await pool.fetchval(
                in_schema(f"select version_num from {{schema}}.{VERSION_TABLE}", schema)
            )
        )
