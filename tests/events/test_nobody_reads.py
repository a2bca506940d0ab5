"""Whoever reads a command's output may stop: the command ends quietly, as a Unix command does."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from events.nobody_reads import NOBODY_READS, while_somebody_reads

TOP = Path(__file__).parents[2]
ANSWERS = "main(SERVICE", "service_main(SERVICE", "while_somebody_reads("


def closed_for(run: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> int:
    """What comes of `run` while nobody reads stdout."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody_reads:
        monkeypatch.setattr(sys, "stdout", nobody_reads)
        return while_somebody_reads(run)


def printing(lines: int) -> int:
    """Print so many lines; few of them wait to be written until the end."""
    for number in range(lines):
        print("line", number)
    return 0


@pytest.mark.parametrize("lines", [1, 10_000])
def test_a_command_ends_where_nobody_reads_on(lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert closed_for(lambda: printing(lines), monkeypatch) == NOBODY_READS


def test_nothing_printed_is_nothing_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert closed_for(lambda: 2, monkeypatch) == 2


def test_the_broken_pipe_of_a_connection_is_no_quiet_end() -> None:
    def broken() -> int:
        raise BrokenPipeError("a database's")

    with pytest.raises(BrokenPipeError, match="database"):
        while_somebody_reads(broken)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_process_whose_output_nobody_reads_says_nothing(unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "careplans", "calendar", "us-federal", "2026"],
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (NOBODY_READS, b"")


def test_every_command_line_ends_so() -> None:
    mains = [
        file
        for part in ("libs", "services", "deploy")
        for file in (TOP / part).rglob("*.py")
        if 'if __name__ == "__main__":' in file.read_text(encoding="utf-8")
        and "examples" not in file.parts
    ]
    assert len(mains) > 8
    unguarded = [
        str(file.relative_to(TOP))
        for file in mains
        if not any(one in file.read_text(encoding="utf-8") for one in ANSWERS)
    ]
    assert unguarded == []
