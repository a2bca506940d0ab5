"""What the third-party servers of the local system share: each is one process, on one port."""

import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from local_stack.free_ports import LOCALHOST, free_port


class ServerProcess(ABC):
    """A server with `start` and `stop`, or a context manager. Its files lie in `folder`."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        # Kept over restarts: whoever was told the address comes back to it.
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None while it runs, or was stopped on purpose."""
        return None if self._process is None else self._process.poll()

    @abstractmethod
    def start(self) -> None:
        """Start, and return when it takes connections. Raises RuntimeError with its log."""

    @abstractmethod
    def stop(self) -> None:
        """Stop and wait."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class BrokerProcess(ServerProcess):
    """A broker that speaks Kafka's protocol."""

    @property
    def bootstrap_servers(self) -> str:
        """The address, as Kafka clients take it."""
        return f"{LOCALHOST}:{self.port}"
