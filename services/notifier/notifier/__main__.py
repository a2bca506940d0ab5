"""`python -m notifier serve | migrate`, and the commands on its log. Bad input: one line on stderr, exit 2."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import asyncpg

from events.operations.command_line import COMMANDS, add_store_commands, operate
from notifier import bootstrap
from notifier.settings import NotifierSettings, StoreSettings
from webapi.logs import configure
from webapi.serving import run
from webapi.settings import PREFIX, OperatorSettings, load

_BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, exit 2."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(_BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code."""
    asked = _parser().parse_args(arguments)
    if getattr(asked, "database_url", None):
        os.environ[f"{PREFIX}DATABASE_URL"] = asked.database_url
    if asked.command == "serve":
        return run(bootstrap.serve(load(NotifierSettings)))
    if asked.command in COMMANDS:
        configure("notifier", "auto")
        return operate(
            asked, bootstrap.operated(load(OperatorSettings), lambda: load(NotifierSettings))
        )
    settings = load(StoreSettings)
    try:
        asyncio.run(bootstrap.migrate(settings.database_url, settings.shards))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        print(
            f"the database does not answer as it should: {type(problem).__name__}", file=sys.stderr
        )
        return _BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m notifier", description="Who is on call, pages, escalation, acknowledgement."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "serve", help="run the API, the relay, the consumer, the timers and the sender"
    )
    migrating = commands.add_parser("migrate", help="bring the schema to its newest revision")
    migrating.add_argument("--database-url", help=f"instead of {PREFIX}DATABASE_URL")
    add_store_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
