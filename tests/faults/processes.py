"""Processes of this project that a trap starts, and that end with it whatever state they are in."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.faults.until import until
from tests.support.cleaner import Cleaner

ROOT = Path(__file__).parents[2]


class Started:
    """A process, by its id."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self.pid = process.pid

    def signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self._process.poll() is None:
            os.kill(self.pid, number)

    def has_ended(self) -> bool:
        """Return whether it is gone."""
        return self._process.poll() is not None

    async def ended(self, *, at_most_s: float = 60.0) -> int:
        """Wait until it has ended; return its exit code. Raises TimeoutError."""

        async def done() -> bool:
            return self.has_ended()

        await until(done, at_most_s=at_most_s)
        assert self._process.returncode is not None
        return self._process.returncode

    async def frozen(self, *, at_most_s: float = 60.0) -> None:
        """Wait until it stands still, or has ended. Raises TimeoutError."""

        async def done() -> bool:
            return self.has_ended() or _state(self.pid) in "tT"

        await until(done, at_most_s=at_most_s)


@asynccontextmanager
async def process(
    module: str, *arguments: str, environment: dict[str, str] | None = None
) -> AsyncIterator[Started]:
    """Run `python -m module arguments`; kill it at the end, frozen or not.

    It is killed also if this process is. TOCSIN_FAULTS_LOGS names a folder for what it logs.
    """
    command = [sys.executable, "-m", module, *arguments]
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-process-") as folder,
        Cleaner(Path(folder)) as cleaner,
    ):
        started = await asyncio.to_thread(_start, command, environment or {})
        cleaner.note(started.pid)
        try:
            yield Started(started)
        finally:
            started.kill()
            await asyncio.to_thread(started.wait, 10)


def _start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    folder = os.environ.get("TOCSIN_FAULTS_LOGS")
    path = Path(folder, f"{command[2]}-{time.time_ns()}.log") if folder else Path(os.devnull)
    with path.open("ab") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
        )


def _state(pid: int) -> str:
    """Return the letter that Linux has for what a process does:

    T, it is stopped; another, where there is no /proc.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "?"
