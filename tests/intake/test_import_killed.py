"""An import whose process is killed leaves a store that takes nothing else, and goes on from there.

`TOCSIN_KILL_SEED` brings the same instants back.
"""

import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from events.catalogue.case_events import CaseOpened
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.adapters import build_store
from intake.history.end_import import discard_import, keep_import
from intake.history.import_alone import hold_import
from intake.history.import_command import count_events
from intake.history.read_servicenow import read
from intake.history.retell_incident import retell
from tests.faults.processes import Started, process
from tests.faults.until import until
from tests.intake.intake_clients import TERM, IntakeClients
from tests.intake.test_import_history import LIBRARY, all_events
from tests.support.incident_log import LogMaker

ZONE = "America/Sao_Paulo"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEED = int(os.environ.get("TOCSIN_KILL_SEED") or random.randrange(1_000_000))
_INCIDENTS = 150


@pytest.fixture
async def store(intake_dsn: str) -> AsyncIterator[PostgresStore]:
    pool = await make_pool(intake_dsn, size=14)
    made = build_store.make_store(pool, 12, LIBRARY)
    yield made
    await made.close()
    await pool.close()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    return LogMaker(seed=7, incidents=_INCIDENTS).write(folder / "log.csv")


@pytest.fixture
def dice() -> random.Random:
    print(f"TOCSIN_KILL_SEED={SEED}")
    return random.Random(SEED)


class Imports:
    """Runs the import as a process of its own, as often as it is needed."""

    def __init__(self, dsn: str, store: PostgresStore, log: Path) -> None:
        self._dsn, self._store, self._log = dsn, store, log

    async def kill_at(self, events: int) -> None:
        """Start it, and kill it as soon as the store holds so many events, or history began."""

        async def reached(started: Started) -> bool:
            assert not started.has_ended(), "it ended before it was killed"
            return await self._store.in_history() and await count_events(self._store) >= events

        async with self.running() as started:
            await until(lambda: reached(started))
            started.signal(signal.SIGKILL)
            assert await started.ended() == -signal.SIGKILL

    async def run(self) -> None:
        """Let it end by itself."""
        async with self.running() as started:
            assert await started.ended() == 0

    def running(self) -> AbstractAsyncContextManager[Started]:
        return process(
            "intake",
            "import-servicenow",
            str(self._log),
            "--zone",
            ZONE,
            environment={"TOCSIN_DATABASE_URL": self._dsn},
        )


@pytest.fixture
def imports(intake_dsn: str, store: PostgresStore, log: Path) -> Imports:
    return Imports(intake_dsn, store, log)


def steps(log: Path) -> int:
    """How many events of cases the log becomes."""
    return sum(1 for incident in read(log, ZoneInfo(ZONE), NOW) for _ in retell(incident))


async def assert_whole(store: PostgresStore, log: Path) -> None:
    """Everything is there, once, and in the order of time."""
    assert not await store.in_history()
    events = await all_events(store)
    assert len({it.event_id for it in events}) == len(events)
    assert sum(isinstance(it.data, CaseOpened) for it in events) == _INCIDENTS
    assert sum(it.stream.startswith("case-") for it in events) == steps(log)
    for shard in range(store.shards):
        times = [it.recorded_at for it in await store.read_shard(shard, 1, 10_000)]
        assert times == sorted(times)


async def test_a_killed_import_holds_the_store_until_it_has_gone_on(
    imports: Imports, store: PostgresStore, log: Path, dice: random.Random, clients: IntakeClients
) -> None:
    await imports.kill_at(dice.randrange(1, steps(log)))
    killed_at = await count_events(store)
    ready = await clients.client.get("/health/ready")
    assert ready.status_code == 503
    assert "end-import" in ready.json()["checks"]["import"]
    new = {"customer_id": "c1", "name": "C", "plan": "gold", "term": TERM}
    answer = await clients.admin.post("/v1/customers", new)
    assert (answer.status_code, answer.json()["code"]) == (503, "import-under-way")
    await imports.run()
    assert await count_events(store) > killed_at
    await assert_whole(store, log)
    assert (await clients.client.get("/health/ready")).status_code == 200
    assert (await clients.admin.post("/v1/customers", new)).status_code == 201


@pytest.mark.long
async def test_two_imports_at_once_are_one_after_the_other(
    imports: Imports, store: PostgresStore, log: Path
) -> None:
    async with imports.running() as first, imports.running() as second:
        codes = {await first.ended(), await second.ended()}
    # The second waits for some seconds: it finds everything done, or says that one is running.
    assert codes <= {0, 2}
    assert 0 in codes
    await assert_whole(store, log)


@pytest.mark.parametrize("how", ["keep", "discard"])
async def test_an_import_that_runs_is_not_ended(
    intake_dsn: str, store: PostgresStore, how: str
) -> None:
    pool = await make_pool(intake_dsn, size=2)
    await store.begin_history()
    async with pool.acquire() as connection, connection.transaction():
        await hold_import(connection, "intake")
        with pytest.raises(StopCommand, match="an import is running"):
            await (keep_import if how == "keep" else discard_import)(pool, "intake")
    assert await store.in_history()
    await pool.close()


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("turn", range(6))
async def test_an_import_that_is_killed_again_and_again_ends_whole(
    imports: Imports, store: PostgresStore, log: Path, turn: int
) -> None:
    dice = random.Random(f"{SEED}/{turn}")
    print(f"TOCSIN_KILL_SEED={SEED}")
    # The first before anything is recorded, the last when nearly everything is.
    everything = steps(log)
    for instant in sorted({0, *dice.sample(range(1, everything - 60), k=2), everything - 60}):
        await imports.kill_at(instant)
    await imports.run()
    await assert_whole(store, log)
