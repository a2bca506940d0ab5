"""The peer: the Python library `eventsourcing`, in its safe mode, run by a Python of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.bench.figures import Figure, with_times
from tests.bench.workbench import Workbench

_SCRIPT = Path(__file__).with_name("peer_script.py")
_REQUIREMENTS = Path(__file__).parents[2] / "requirements" / "bench.lock"
_PYTHON = Path(".venv-bench") / "bin" / "python"


class PeerMissing(Exception):
    """The peer is not installed and cannot be; the message says why."""


class PeerRun(msgspec.Struct, frozen=True):
    """What the script says: appends a second, and how long each took (seconds)."""

    rate: float
    seconds: list[float]


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Return the same numbers of clients as the store has, as threads."""
    if bench.peer_python is None:
        raise PeerMissing(
            "pyeventsourcing is not installed: `python -m tests.bench --with-peer` (needs a "
            "network, once)"
        )
    return [
        await asyncio.to_thread(_run, bench.peer_python, bench, clients)
        for clients in bench.sizes.clients
    ]


def find_peer(root: Path, *, install: bool) -> str | None:
    """Return a Python that has the peer:

    `.venv-bench`, made where that was asked for. None: there is none.
    """
    python = root / _PYTHON
    if not python.exists() and install:
        _install(python)
    works = python.exists() and subprocess.run(
        [python, "-c", "import eventsourcing.postgres, businesstimedelta, pandas"], check=False
    )
    return str(python) if works and works.returncode == 0 else None


def _install(python: Path) -> None:
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-r",
        _REQUIREMENTS,
    ]
    subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
    if subprocess.run(pip, check=False).returncode != 0:
        print(
            "pyeventsourcing cannot be installed (no network?): going on without it",
            file=sys.stderr,
        )


def _run(python: str, bench: Workbench, clients: int) -> Figure:
    command = [python, str(_SCRIPT), bench.dsn, str(clients), str(bench.sizes.seconds)]
    done = subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": ""}
    )
    run = msgspec.json.decode(done.stdout, type=PeerRun)
    return with_times(f"pyeventsourcing, {clients} clients", run.seconds, run.rate, yardstick=True)
