"""`python -m sla_clock serve|migrate`; everything else it is told comes from the environment. Bad input: one line on stderr, exit 2."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import NoReturn

import asyncpg

from sla_clock import bootstrap
from sla_clock.settings import SlaClockSettings
from webapi.serving import run
from webapi.settings import load

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, exit 2."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code."""
    command = _parser().parse_args(arguments).command
    settings = load(SlaClockSettings)
    try:
        if command == "serve":
            return run(bootstrap.serve(settings))
        asyncio.run(bootstrap.migrate(settings))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        print(f"the database does not answer as it should: {type(problem).__name__}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m sla_clock", description="Deadlines: set, moved, warned of, met or breached.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    commands.add_parser("serve", help="answer requests, follow the cases and fire the deadlines")
    commands.add_parser("migrate", help="bring the database schema to its newest revision")
    return parser


if __name__ == "__main__":
    sys.exit(main())
