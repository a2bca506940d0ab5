"""What the local system keeps between runs: secrets, ports, logs, process ids.

The ids are cleaned up after a crash.
"""

import fcntl
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import IO

import psutil


class AlreadyRunning(Exception):
    """Another run uses this folder.

    Stop it first (Ctrl-C in its terminal), or choose another folder with --folder.
    """


class StateFolder:
    """A folder that one run at a time holds; it is created if it does not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock: IO[str] | None = None

    @property
    def logs(self) -> Path:
        """Where each process writes its log."""
        return self.path / "logs"

    def acquire(self) -> None:
        """Hold the folder, and end what a killed run left running. Raises AlreadyRunning."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock = (self.path / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Tocsin is already running on {self.path}") from None
        # Only under the lock: a run that still lives would hold it, so these belong to nobody.
        self._end_leftovers()

    @property
    def is_running(self) -> bool:
        """Return whether a run holds the folder now."""
        if not (self.path / "lock").exists():
            return False
        with (self.path / "lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def secret(self, name: str) -> str:
        """Return a secret of this installation, made once and readable by its owner only."""
        file = self.path / f"{name}.secret"
        if not file.exists():
            # The mode before the text: there is no moment at which others can read it.
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(48))
        return file.read_text()

    def write_settings(self, settings: Mapping[str, str]) -> None:
        """Write down what an operator's commands need, to be read by a shell (`. FILE`).

        It has secrets, so only its owner reads it; it goes with the run that it is of.
        """
        self._settings_file.unlink(missing_ok=True)
        self._settings_file.touch(mode=0o600)
        lines = [f"export {name}={quote(value)}\n" for name, value in sorted(settings.items())]
        self._settings_file.write_text("".join(lines))

    def forget_settings(self) -> None:
        """Take away what was written down: where it leads to is gone."""
        self._settings_file.unlink(missing_ok=True)

    def remember_process(self, name: str, pid: int) -> None:
        """Note a process of this run, so that the next run can end it if this one is killed."""
        known = self._processes()
        known[name] = [pid, int(psutil.Process(pid).create_time())]
        self._processes_file.write_text(json.dumps(known))

    def pid_of(self, name: str) -> int | None:
        """Return the process id that was remembered under a name, if any was."""
        process = self._processes().get(name)
        return process[0] if process else None

    def forget_processes(self) -> None:
        """Forget the processes of this run; all of them have ended."""
        self._processes_file.unlink(missing_ok=True)

    @property
    def _settings_file(self) -> Path:
        return self.path / "settings.sh"

    @property
    def _processes_file(self) -> Path:
        return self.path / "processes.json"

    def _processes(self) -> dict[str, list[int]]:
        if not self._processes_file.exists():
            return {}
        processes: dict[str, list[int]] = json.loads(self._processes_file.read_text())
        return processes

    def _end_leftovers(self) -> None:
        leftovers = [
            process
            for pid, born in self._processes().values()
            if (process := _same_process(pid, born))
        ]
        for process in leftovers:
            process.terminate()
        _, stubborn = psutil.wait_procs(leftovers, timeout=15)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=5)
        self.forget_processes()


def _same_process(pid: int, born: int) -> psutil.Process | None:
    """Return the process of this id, or None if the id now belongs to another process."""
    try:
        process = psutil.Process(pid)
        # The time was noted in whole seconds.
        return process if abs(process.create_time() - born) < 2 else None
    except psutil.NoSuchProcess:
        return None
