"""`python -m tests.faults --seconds 600`: set traps at random on real servers until the time is
over; exit 1 at the first broken promise."""

import argparse
import asyncio
import logging
import os
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import structlog

from events.clock import SystemClock
from tests.faults.ground import Counts, Ground
from tests.faults.traps import TRAPS
from tests.support.cleaner import Cleaner
from tests.support.databases import Databases
from tests.support.servers import NotHere, broker_address, postgres_address, prepare_broker

AT_MOST_S = 300.0
_CLOCK = SystemClock()


@dataclass
class Report:
    """How often each trap was set, and what happened in it."""

    runs: Counter[str] = field(default_factory=Counter)
    counts: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, name: str, counts: Counts) -> None:
        """Add the counts of a trap that held.

        What is measured (in ms) is kept at its worst; what is counted adds up.
        """
        self.runs[name] += 1
        for what, count in counts.items():
            before = self.counts[name][what]
            self.counts[name][what] = max(before, count) if " ms" in what else before + count

    def lines(self) -> Iterator[str]:
        """Yield a line a trap."""
        for name in TRAPS:
            if self.runs[name]:
                counts = ", ".join(
                    f"{count:,} {what}" for what, count in sorted(self.counts[name].items())
                )
                yield f"  {self.runs[name]:5} x {name:32} {counts}"


def main() -> int:
    """Do what the command line asks; the exit code."""
    arguments = _parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        prepare_broker(os.environ)
    except NotHere as missing:
        print(missing, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="tocsin-faults-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        return _on_servers(arguments, Path(folder))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description="Sets traps for the event backbone."
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="no new trap after so long (default: 60)"
    )
    parser.add_argument(
        "--seed", type=int, default=random.randrange(1_000_000), help="to have a run again"
    )
    parser.add_argument(
        "--trap", choices=sorted(TRAPS), action="append", help="only this one (may be given again)"
    )
    parser.add_argument(
        "--load", type=int, default=1, help="how much bigger each trap is than its quick form"
    )
    return parser


def _on_servers(arguments: argparse.Namespace, folder: Path) -> int:
    with (
        Cleaner(folder) as cleaner,
        postgres_address(folder / "postgres", os.environ, cleaner.note) as dsn,
        broker_address(folder / "broker", os.environ, cleaner.note) as servers,
    ):
        report = Report()
        held = asyncio.run(_set_traps(arguments, Databases(dsn), servers, report))
    print(f"\n{report.runs.total()} traps, seed {arguments.seed}:")
    print("\n".join(report.lines()))
    return 0 if held else 1


async def _set_traps(
    arguments: argparse.Namespace, databases: Databases, servers: str, report: Report
) -> bool:
    """Round after round, each in another order, until the time is over.

    Whether every promise was kept.
    """
    end = _CLOCK.monotonic() + arguments.seconds
    for number, name in enumerate(_order(arguments.trap or list(TRAPS), arguments.seed)):
        async with databases.empty() as dsn:
            ground = Ground(
                dsn,
                servers,
                f"f{uuid4().hex[:10]}.",
                arguments.seed + number,
                arguments.load,
                # A trap that is set alone may take all of the time.
                arguments.seconds if len(arguments.trap or ()) == 1 else 0.0,
            )
            if not await _holds(name, ground, report):
                return False
        if _CLOCK.monotonic() >= end:
            return True
    raise AssertionError("unreachable: there is always another round")


def _order(names: list[str], seed: int) -> Iterator[str]:
    dice = random.Random(seed)
    while True:
        yield from dice.sample(names, len(names))


async def _holds(name: str, ground: Ground, report: Report) -> bool:
    began = _CLOCK.monotonic()
    print(f"{name:32} seed {ground.seed:<10}", end="", flush=True)
    try:
        async with asyncio.timeout(AT_MOST_S * ground.load + ground.seconds):
            counts = await TRAPS[name](ground)
    except Exception:  # noqa: BLE001 - whatever went wrong in a trap is what we are looking for
        print(f" BROKEN\n{traceback.format_exc()}")
        print(
            f"again: python -m tests.faults --seconds 0 --trap {name} --seed {ground.seed} "
            f"--load {ground.load}"
        )
        return False
    report.add(name, counts)
    print(f" held {_CLOCK.monotonic() - began:6.1f} s")
    return True


if __name__ == "__main__":
    sys.exit(main())
