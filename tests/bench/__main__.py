"""`python -m tests.bench`: starts a durable PostgreSQL and a broker, runs the measures in turn, and
prints one table."""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import msgspec
from rich.console import Console

from local_stack.broker_server import BrokerServer
from local_stack.postgres_server import PostgresServer
from tests.bench.figures import Report, missed, print_table
from tests.bench.peer import find_peer
from tests.bench.run_measure import MEASURES
from tests.bench.sizes import SIZES, Sizes
from tests.bench.workbench import Workbench
from tests.support.connections import connect, disconnect

_ROOT = Path(__file__).parents[2]
_AT_MOST_S = 600
_SAY = Console(stderr=True)


def main() -> int:
    """Run the measures; return the exit code.

    Bad input is one line, exit code 2. A measure that fails prints its error, and the code is 1
    after the others, as it is where a figure does not reach what it must.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped
    given = _arguments()
    sizes = msgspec.structs.replace(
        SIZES[given.size], **({"repeats": given.repeats} if given.repeats else {})
    )
    peer = find_peer(_ROOT, install=given.with_peer)
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with PostgresServer(folder / "postgres", durable=True) as postgres:
            reports = _reports(folder, postgres.dsn(), sizes, given.only or [*MEASURES], peer)
    title = (
        f"Medians of {sizes.repeats}; {os.cpu_count()} shared cores, PostgreSQL with fsync, "
        f"the embedded broker"
    )
    print_table(reports, title, Console(width=given.width))
    for sentence in (too_slow := missed(reports)):
        _SAY.print(f"Too slow: {sentence}")
    failed = any(report.missing and "failed" in report.missing for report in reports)
    return 1 if failed or too_slow else 0


def _reports(
    folder: Path, dsn: str, sizes: Sizes, names: Sequence[str], peer: str | None
) -> list[Report]:
    reports = []
    for repeat in range(sizes.repeats):
        for name in names:
            _SAY.print(f"{name}, {repeat + 1} of {sizes.repeats} ...")
            with BrokerServer(folder / f"broker-{name}-{repeat}") as broker:
                reports.append(_report(name, dsn, broker.bootstrap_servers, sizes, peer))
    return reports


def _report(name: str, dsn: str, servers: str, sizes: Sizes, peer: str | None) -> Report:
    """Return one measure in a fresh database, by a process of its own."""
    database = f"bench_{uuid4().hex}"
    asyncio.run(_execute(dsn, f"create database {database}"))
    bench = Workbench(
        dsn=f"{dsn.rpartition('/')[0]}/{database}", servers=servers, sizes=sizes, peer_python=peer
    )
    command = [
        sys.executable,
        "-m",
        "tests.bench.run_measure",
        name,
        msgspec.json.encode(bench).decode(),
    ]
    try:
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, cwd=_ROOT, timeout=_AT_MOST_S
        )
    except subprocess.TimeoutExpired:
        return Report(measure=name, missing=f"{name} failed: it took longer than {_AT_MOST_S} s")
    asyncio.run(_execute(dsn, f"drop database {database} with (force)"))
    if done.returncode != 0:
        return Report(measure=name, missing=f"{name} failed: see above")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Report)


async def _execute(dsn: str, statement: str) -> None:
    connection = await connect(dsn)
    await connection.execute(statement)
    await disconnect(connection)


class _Arguments(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"bench: {message}\n")


def _arguments() -> argparse.Namespace:
    parser = _Arguments(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument(
        "--quick",
        dest="size",
        action="store_const",
        const="quick",
        help="a few minutes, smaller numbers",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=MEASURES,
        help="this measure only; may be given more than once",
    )
    parser.add_argument(
        "--repeats", type=int, choices=range(1, 100), metavar="N", help="medians of N runs"
    )
    parser.add_argument(
        "--with-peer",
        action="store_true",
        help="install pyeventsourcing into .venv-bench if it is not there",
    )
    parser.add_argument("--width", type=int, default=160, help="of the table, in characters")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
