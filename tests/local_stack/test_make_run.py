"""`make run`, as a newcomer lives it: start, a P1, the page, the link, Ctrl-C, and start again."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.local_stack.started import Started, eventually, run_to_end, started
from tests.support.incident_log import LogMaker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def folder(servers_folder: Path) -> Path:
    """A folder that the embedded PostgreSQL may enter."""
    return servers_folder / "local-stack"


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20) as client:
        yield client


def open_p1(run: Started, client: httpx.Client) -> dict[str, str]:
    """Ada opens a P1, with the token and at the address that were printed."""
    token, address = (
        run.match_of(r"export ADA=(\S+)"),
        run.match_of(r"(http://127\.0\.0\.1:\d+)/v1/cases"),
    )
    body = {"customer_id": "meridian-motors", "reporter_id": "ada", "priority": "P1"}
    body |= {"subject": "The line stands", "description": "Since this morning."}
    answer = client.post(
        f"{address}/v1/cases", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 201, answer.text
    case: dict[str, str] = answer.json()
    return case


def output_of(folder: Path, command: str) -> str:
    """What a command on a service's log prints, in a shell that has read the settings."""
    settings = folder / "settings.sh"
    assert settings.stat().st_mode & 0o077 == 0
    line = f". {settings} && {sys.executable} -m {command}"
    return subprocess.run(
        ["/bin/sh", "-c", line], check=True, capture_output=True, text=True, timeout=60
    ).stdout


def test_a_newcomer_is_paged_acknowledges_stops_and_finds_everything_again(
    folder: Path, client: httpx.Client
) -> None:
    with started(folder, "run") as run:
        run.wait_for("Ctrl-C stops everything")
        case = open_p1(run, client)
        caught = run.match_of(r"Pages and mail:\s+(\S+)")
        text = eventually(client, f"{caught}/caught.json", '"mail"')
        # The clock begins to read in its own time; who is paged need not wait for it.
        clock = run.match_of(r"(http://127\.0\.0\.1:\d+)/v1/cases/CASE_ID/deadlines")
        ada = {"Authorization": "Bearer " + run.match_of(r"export ADA=(\S+)")}
        eventually(
            client, f"{clock}/v1/cases/{case['case_id']}/deadlines", '"running"', headers=ada
        )
        assert "intake.events" in output_of(folder, "sla_clock checkpoints")
        assert "nothing changed" in output_of(folder, "intake verify")
        assert text.count(case["number"]) >= 2, "by webhook and by mail"
        link = text.partition("Acknowledge: ")[2].partition("\\r")[0]
        assert "I have it" in client.get(link).text
        assert client.post(link).is_success
        assert "I have it" not in client.get(link).text
        assert run.stop() == 0
    assert not (folder / "settings.sh").exists()

    with started(folder, "run") as again:
        again.wait_for("Ctrl-C stops everything")
        board = client.get(again.match_of(r"Live board:\s+(\S+)"), follow_redirects=True)
        assert board.is_success
        token, clock = (
            again.match_of(r"export ADA=(\S+)"),
            again.match_of(r"(http://127\.0\.0\.1:\d+)/v1/cases/CASE_ID/deadlines"),
        )
        client.headers["Authorization"] = f"Bearer {token}"
        eventually(client, f"{clock}/v1/cases/{case['case_id']}/deadlines", '"running"')
        assert "first_response" in client.get(f"{clock}/v1/cases/{case['case_id']}/deadlines").text
        second = run_to_end(folder, ["run"])
        assert second.returncode == 2
        assert "already running" in second.stderr
        assert again.stop() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["token", "--role", "king"],
        ["token", "--role", "contact"],
        ["demo", "--log", "no-such-file.csv"],
    ],
)
def test_bad_input_is_one_line_and_exit_2(folder: Path, arguments: list[str]) -> None:
    done = run_to_end(folder, arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("tocsin: ")


@pytest.mark.long
def test_the_demo_judges_a_log_and_names_a_review(folder: Path, tmp_path: Path) -> None:
    log = LogMaker(seed=5, incidents=40, days=6).write(tmp_path / "log.csv")
    done = run_to_end(folder, ["demo", "--log", str(log), "--leave"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "40 cases" in done.stdout
    _, _, below = done.stdout.partition("First responses, judged")
    table = [line for line in below.splitlines() if re.match(r"(silver|gold|platinum|all) ", line)]
    assert len(table) > 2, done.stdout
    assert not any("…" in row for row in table), "figures are whole"
    assert not any(re.search(r"-\d", row) for row in table), "nothing is late before it was due"
    assert "reviews/2016-Q1.html" in done.stdout
