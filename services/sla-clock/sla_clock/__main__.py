"""`python -m sla_clock serve|migrate`, and the commands on its log; all else comes from the environment. Bad input: one line, exit 2."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import NoReturn

import asyncpg

from events.operations.command_line import COMMANDS, add_store_commands, operate
from sla_clock import bootstrap
from sla_clock.settings import SlaClockSettings
from webapi.logs import configure
from webapi.serving import run
from webapi.settings import OperatorSettings, load

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, exit 2."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code."""
    asked = _parser().parse_args(arguments)
    command = asked.command
    if command in COMMANDS:
        configure("sla-clock", "auto")
        return operate(
            asked, bootstrap.operated(load(OperatorSettings), lambda: load(SlaClockSettings))
        )
    settings = load(SlaClockSettings)
    try:
        if command == "serve":
            return run(bootstrap.serve(settings))
        asyncio.run(bootstrap.migrate(settings))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        print(
            f"the database does not answer as it should: {type(problem).__name__}", file=sys.stderr
        )
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m sla_clock", description="Deadlines: set, moved, warned of, met or breached."
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    commands.add_parser("serve", help="answer requests, follow the cases and fire the deadlines")
    commands.add_parser("migrate", help="bring the database schema to its newest revision")
    add_store_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
