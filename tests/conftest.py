"""Servers for the tests: one PostgreSQL and one broker a run (a worker, under pytest-xdist), and
databases and topic names for each test.
"""

import asyncio
import gc
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser

from tests.support.browser import browser_path, chromium
from tests.support.cleaner import Cleaner
from tests.support.databases import Databases
from tests.support.drawn_examples import draw_alike
from tests.support.quick_routes import remember_routes
from tests.support.servers import NotHere, broker_address, postgres_address, prepare_broker

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data" / "incident_event_log.csv"
_IN_MEMORY = Path("/dev/shm")
_ROOM_NEEDED = 3 * 1024**3


def pytest_configure(config: pytest.Config) -> None:
    """Fetch what the chosen broker needs before any test's time runs, and before there are workers
    that would fetch it side by side.

    A run that is told to end (a time limit, say) ends as by Ctrl-C: it stops its servers, and their
    files go.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # As in production it comes from the environment: intake does not start without one.
    os.environ.setdefault("TOCSIN_SEALING_KEY", "a sealing key for tests, and long enough")
    draw_alike()
    remember_routes()
    if not hasattr(config, "workerinput"):
        try:
            prepare_broker(os.environ)
        except NotHere as missing:
            raise pytest.UsageError(str(missing)) from missing


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`-m alone` reads only the files that have that mark: it comes after the others, which were
    read already.
    """
    wanted = str(config.getoption("markexpr")).startswith("alone")
    is_test = collection_path.is_file() and collection_path.name.startswith("test_")
    return True if wanted and is_test and "mark.alone" not in collection_path.read_text() else None


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Take away the handlers that a command set up: the stream that a test caught is closed."""
    before = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = before


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads or writes the session's broker: `make test-kafka` runs only that."""
    for item in items:
        if "bootstrap_servers" in getattr(item, "fixturenames", ()):
            item.add_marker("broker")


def pytest_collection_finish() -> None:
    """What was imported stays: the garbage collector need not look through it again for every app
    that a test builds.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A folder for the servers of this run, gone afterwards: in memory, where there is room
    for it.
    """
    folder = Path(tempfile.mkdtemp(prefix="tocsin-tests-", dir=_roomy_memory()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cleaner(servers_folder: Path) -> Iterator[Cleaner]:
    """Whoever kills this run kills its servers, too."""
    with Cleaner(servers_folder) as cleaner:
        yield cleaner


@pytest.fixture(scope="session")
def postgres_server(servers_folder: Path, cleaner: Cleaner) -> Iterator[str]:
    """The DSN of a PostgreSQL server:

    DATABASE_URL where it is set, else one that is started for this run.
    """
    with postgres_address(servers_folder / "postgres", os.environ, cleaner.note) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def databases(postgres_server: str) -> Iterator[Databases]:
    """Makes databases, empty or with the tables of any services."""
    made = Databases(postgres_server)
    yield made
    asyncio.run(made.close())


@pytest.fixture
async def dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own, empty."""
    async with databases.empty() as dsn:
        yield dsn


@pytest.fixture
async def intake_dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own with intake's tables."""
    async with databases.migrated("intake") as dsn:
        yield dsn


@pytest.fixture
async def sla_clock_dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own with the clock's tables."""
    async with databases.migrated("sla_clock") as dsn:
        yield dsn


@pytest.fixture
async def notifier_dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own with notifier's tables."""
    async with databases.migrated("notifier") as dsn:
        yield dsn


@pytest.fixture
async def reporting_dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own with reporting's tables."""
    async with databases.migrated("reporting") as dsn:
        yield dsn


@pytest.fixture
async def tocsin_dsn(databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own with the tables of all four services."""
    async with databases.migrated("intake", "sla_clock", "notifier", "reporting") as dsn:
        yield dsn


@pytest.fixture(scope="session")
def bootstrap_servers(servers_folder: Path, cleaner: Cleaner) -> Iterator[str]:
    """A broker's address:

    KAFKA_BOOTSTRAP_SERVERS where it is set, else one that BROKER names: embedded, kafka, or
    container.
    """
    with broker_address(servers_folder / "broker", os.environ, cleaner.note) as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser of the test's own; skips where Chromium is not installed."""
    path = browser_path()
    if path is None:
        pytest.skip("Chromium is not installed: no page with a script was looked at")
    async with chromium(path) as browser:
        yield browser


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


def _roomy_memory() -> Path | None:
    roomy = (
        _IN_MEMORY.is_dir()
        and os.access(_IN_MEMORY, os.W_OK)
        and shutil.disk_usage(_IN_MEMORY).free > _ROOM_NEEDED
    )
    return _IN_MEMORY if roomy else None
