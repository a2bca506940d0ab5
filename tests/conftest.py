"""Servers for the tests: one PostgreSQL and one broker a run, a fresh database and fresh topic names a test."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from local_stack.broker_server import BrokerServer
from local_stack.postgres_server import PostgresServer
from tests.support.apache_kafka import ApacheKafkaServer

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data" / "incident_event_log.csv"


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A folder for the servers of this run, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(servers_folder: Path) -> Iterator[str]:
    """The DSN of a PostgreSQL server: DATABASE_URL where it is set, else an embedded one."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with PostgresServer(servers_folder / "postgres", durable=False) as server:
        yield server.dsn()


@pytest.fixture
async def dsn(postgres_server: str) -> AsyncIterator[str]:
    """A database of the test's own, empty."""
    name = f"t_{uuid4().hex}"
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f'create database "{name}"')
    try:
        yield f"{postgres_server.rpartition('/')[0]}/{name}"
    finally:
        await connection.execute(f'drop database "{name}" with (force)')
        await connection.close()


@pytest.fixture(scope="session")
def bootstrap_servers(servers_folder: Path) -> Iterator[str]:
    """A broker's address: KAFKA_BOOTSTRAP_SERVERS where it is set, else one that is started: embedded, or BROKER=kafka for Apache Kafka."""
    if given := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield given
        return
    with _broker(servers_folder / "broker") as broker:
        yield broker.bootstrap_servers


def _broker(folder: Path) -> BrokerServer | ApacheKafkaServer:
    match os.environ.get("BROKER", "embedded"):
        case "embedded":
            return BrokerServer(folder)
        case "kafka":
            return ApacheKafkaServer(folder)
        case other:
            raise pytest.UsageError(f"BROKER={other}: there are embedded and kafka")


@pytest.fixture
def topic_prefix() -> str:
    """Something to begin topic names with, so that tests on one broker do not meet."""
    return f"t{uuid4().hex[:10]}."


@pytest.fixture(scope="session")
def real_incidents() -> Path:
    """The real incidents; skips where they are absent."""
    if not SHARED_DATA.exists():
        pytest.skip("the real incidents are not beside the project")
    return SHARED_DATA
