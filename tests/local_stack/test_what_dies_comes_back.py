"""Under `make run` the database and the broker may be killed or stop answering: it is told, and
they come back.
"""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.local_stack.started import Started, eventually, started
from tests.local_stack.test_make_run import open_p1

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20) as client:
        yield client


def pid_of(folder: Path, name: str) -> int:
    """The process id that the run has noted."""
    noted: dict[str, list[int]] = json.loads((folder / "processes.json").read_text())
    return noted[name][0]


def addresses(run: Started) -> list[str]:
    """The four services, in the order of their names in the welcome."""
    return [line.removesuffix("/docs") for line in run.match_of(r"API docs:\s+(.*)").split()]


def readiness(client: httpx.Client, address: str) -> tuple[int, dict[str, object]]:
    answer = client.get(f"{address}/health/ready")
    return answer.status_code, answer.json()


def until_ready(client: httpx.Client, address: str) -> None:
    eventually(client, f"{address}/health/ready", '"status":"ready","checks"')


def open_p1_with_patience(run: Started, client: httpx.Client) -> dict[str, str]:
    """A P1; while the database comes back the answer is 503, and the client asks again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return open_p1(run, client)
        except (AssertionError, httpx.TransportError):
            assert time.monotonic() < deadline
            time.sleep(0.3)


@pytest.mark.long
def test_database_and_broker_come_back_and_a_p1_pages(
    servers_folder: Path, client: httpx.Client
) -> None:
    folder = servers_folder / "what-dies"
    with started(folder, "run") as run:
        run.wait_for("Ctrl-C stops everything")
        caught = run.match_of(r"Pages and mail:\s+(\S+)") + "/caught.json"
        for name in ("broker", "postgres"):
            os.kill(pid_of(folder, name), signal.SIGKILL)
            run.wait_for(f"{name} runs again")
            case = open_p1_with_patience(run, client)
            eventually(client, caught, case["number"])
        assert run.stop() == 0


@pytest.mark.long
def test_a_broker_that_does_not_answer_is_told_by_every_service(
    servers_folder: Path, client: httpx.Client
) -> None:
    folder = servers_folder / "frozen-broker"
    with started(folder, "run") as run:
        run.wait_for("Ctrl-C stops everything")
        intake, *readers = addresses(run)
        os.kill(pid_of(folder, "broker"), signal.SIGSTOP)
        try:
            eventually(client, f"{intake}/health/ready", '"degraded":["broker"]')
            assert open_p1(run, client)["status"] == "open", "intake takes cases all the same"
            for reader in readers:
                status, reported = readiness(client, reader)
                assert (status, reported["code"]) == (503, "not-ready")
        finally:
            os.kill(pid_of(folder, "broker"), signal.SIGCONT)
        for address in (intake, *readers):
            until_ready(client, address)
        assert run.stop() == 0
