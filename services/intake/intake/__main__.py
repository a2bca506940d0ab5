"""`python -m intake serve | migrate | import-servicenow FILE --zone ZONE | end-import`, and the
commands on its log.

Bad input: one line, exit 2.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import asyncpg

from careplans.vocabulary import PLANS
from events.operations.command_line import COMMANDS, add_store_commands, operate
from intake import bootstrap
from intake.history.import_command import BAD_INPUT, Stop, Wish
from intake.settings import IntakeSettings, StoreSettings
from webapi.logs import configure
from webapi.serving import run
from webapi.settings import PREFIX, OperatorSettings, load

INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, exit 2."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code."""
    asked = _parser().parse_args(arguments)
    if getattr(asked, "database_url", None):
        os.environ[f"{PREFIX}DATABASE_URL"] = asked.database_url
    try:
        return _carry_out(asked)
    except Stop as stop:
        return _bad(str(stop))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        return _bad(f"the database does not answer as it should: {type(problem).__name__}")
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return INTERRUPTED


def _carry_out(asked: argparse.Namespace) -> int:
    if asked.command == "serve":
        return run(bootstrap.serve(load(IntakeSettings)))
    if asked.command in COMMANDS:
        configure("intake", "auto")
        return operate(asked, bootstrap.operated(load(OperatorSettings)))
    settings = load(StoreSettings)
    if asked.command == "migrate":
        asyncio.run(bootstrap.migrate(settings.database_url, settings.shards))
    elif asked.command == "end-import":
        print(asyncio.run(bootstrap.end_import(settings, keep=asked.keep)))
    else:
        print(asyncio.run(bootstrap.import_servicenow(settings, _wish(asked))))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m intake", description="Customers, contacts and cases.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run the API, the relay and the watermarks")
    migrating = commands.add_parser("migrate", help="bring the schema to its newest revision")
    importing = commands.add_parser(
        "import-servicenow", help="take in a ticket system's export, into an empty store"
    )
    importing.add_argument("file", type=Path)
    importing.add_argument(
        "--zone", required=True, help="the IANA zone of its times, such as America/Sao_Paulo"
    )
    importing.add_argument(
        "--plan", choices=PLANS, help="one plan for all customers (else spread over the three)"
    )
    importing.add_argument(
        "--skip-bad", action="store_true", help="leave out incidents that have a bad row"
    )
    ending = commands.add_parser("end-import", help="end an import that was stopped half way")
    how = ending.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--keep", action="store_true", help="keep what came in, and take live commands from now on"
    )
    how.add_argument(
        "--discard", action="store_true", help="take back all of it, where nothing was sent yet"
    )
    for command in (migrating, importing, ending):
        command.add_argument("--database-url", help=f"instead of {PREFIX}DATABASE_URL")
    add_store_commands(commands)
    return parser


def _wish(asked: argparse.Namespace) -> Wish:
    return Wish(file=asked.file, zone=asked.zone, plan=asked.plan, skip_bad=asked.skip_bad)


def _bad(said: str) -> int:
    print(said, file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
