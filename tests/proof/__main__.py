"""`make prove`: random histories of cases against a slow count that was written from the rules."""

import argparse
import secrets
import sys
import time
from collections.abc import Sequence

from tests.proof.compare import tell
from tests.proof.run import Outcome, prove


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 where the clock and the slow count agree about every history, otherwise 1."""
    options = _parser().parse_args(arguments)
    seed = secrets.randbelow(1_000_000_000) if options.seed is None else options.seed
    print(f"seed {seed}: {options.histories:,} random histories", flush=True)
    begun = time.monotonic()
    outcome = prove(seed, options.histories, options.minutes * 60, _progress, options.workers)
    print(f"\r{outcome.histories:,} histories in {time.monotonic() - begun:.0f} s")
    return _report(seed, outcome, options.histories)


def _report(seed: int, outcome: Outcome, wanted: int) -> int:
    if outcome.found:
        print(f"\nseed {seed}, history {outcome.number}, made small:\n\n{tell(outcome.found)}")
        return 1
    print(", ".join(f"{count:,} {kind}" for kind, count in outcome.said.most_common()))
    if outcome.histories < wanted:
        print(f"time is up: {wanted - outcome.histories:,} of them were not tried")
    print("the clock and the slow count agree, and so do logs cut anywhere")
    return 0


def _progress(histories: int) -> None:
    if sys.stdout.isatty():
        print(f"\r{histories:,} ", end="", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--histories", type=int, default=20_000)
    parser.add_argument(
        "--seed", type=int, help="the same histories again; another one unless given"
    )
    parser.add_argument("--minutes", type=float, default=60, help="try no more after so long")
    parser.add_argument("--workers", type=int, default=0, help="processes; 0: one a core")
    return parser


if __name__ == "__main__":
    sys.exit(main())
