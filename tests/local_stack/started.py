"""A `local_stack` process that a test starts, reads and stops, as a person at a terminal does."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_PATIENCE_S = 150


@dataclass
class Started:
    """A running command and what it has printed."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def text(self) -> str:
        """Everything it has printed so far."""
        return self.output.read_text(errors="replace")

    def wait_for(self, words: str) -> None:
        """Until it has printed these words.

        Raises AssertionError when it ended before, or took too long.
        """
        deadline = time.monotonic() + _PATIENCE_S
        while words not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.2)

    def match_of(self, pattern: str) -> str:
        """The first group of a pattern in what it printed."""
        match = re.search(pattern, self.text)
        assert match, f"no {pattern} in:\n{self.text}"
        return match[1]

    def stop(self) -> int:
        """Ctrl-C, and its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[Started]:
    """Start `python -m local_stack --folder FOLDER ...`; killed at the end if the test did not stop
    it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / f"printed-{time.monotonic_ns()}.txt"
    with output.open("wb") as out:
        command = [sys.executable, "-m", "local_stack", "--folder", str(folder), *arguments]
        process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    try:
        yield Started(process, output)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def eventually(
    client: httpx.Client, url: str, words: str, headers: Mapping[str, str] | None = None
) -> str:
    """What `url` answers once its text has these words."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        answer = client.get(url, headers=headers)
        if answer.is_success and words in answer.text:
            return answer.text
        time.sleep(0.2)
    raise AssertionError(
        f"{url} never said {words!r}; last: {answer.status_code} {answer.text[:500]}"
    )


def run_to_end(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command of the local stack to its end."""
    command = [sys.executable, "-m", "local_stack", "--folder", str(folder), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PATIENCE_S)
