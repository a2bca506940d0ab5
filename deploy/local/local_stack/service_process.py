"""Starts, watches, restarts and stops one process of the local system."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from local_stack.state_folder import StateFolder

_GRACE_S = 20


class DidNotStart(Exception):
    """A process ended or stayed unready. Its message has the end of the log."""


@dataclass
class ServiceProcess:
    """A process; `command` follows the Python interpreter.

    `ready_url` answers 200 once the service can work (None: at once).
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: StateFolder
    ready_url: str | None = None
    restarts: int = 0
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder.logs / f"{self.name}.log"

    async def start(self) -> None:
        """Start, and return when it is ready. Raises DidNotStart."""
        with self.log.open("ab") as output:
            # A session of its own, below: Ctrl-C reaches us only, and we stop services before
            # servers.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.command,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.folder.remember_process(self.name, self._process.pid)
        if self.ready_url is not None:
            await self._wait_until_ready(self.ready_url)

    async def run_to_end(self) -> None:
        """Run it once and wait. Raises DidNotStart if it did not end well."""
        await self.start()
        assert self._process is not None
        if await self._process.wait() != 0:
            raise DidNotStart(f"{self.name} failed:\n{self._end_of_log()}")

    async def stop(self) -> None:
        """Ask it to stop, wait for its grace, and only then end it."""
        # Before the signal: `keep_alive` must not take this end for a crash.
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _GRACE_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def keep_alive(self, say: Callable[[str], None]) -> None:
        """Restart it whenever it dies, until `stop`, each time after a longer pause."""
        while self._process is not None:
            code = await self._process.wait()
            if self._stopping:
                return
            self.restarts += 1
            say(f"{self.name} ended with code {code}; starting it again (log: {self.log})")
            await asyncio.sleep(min(0.2 * 2**self.restarts, 10))
            try:
                await self.start()
            except DidNotStart as problem:
                say(str(problem))

    async def _wait_until_ready(self, url: str) -> None:
        assert self._process is not None
        async with httpx.AsyncClient(timeout=2) as client:
            for _ in range(600):
                if self._process.returncode is not None:
                    raise DidNotStart(f"{self.name} did not start:\n{self._end_of_log()}")
                if await _answers(client, url):
                    return
                await asyncio.sleep(0.1)
        raise DidNotStart(f"{self.name} was not ready within a minute:\n{self._end_of_log()}")

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
