"""`python -m reporting serve|migrate|rebuild|checkpoints|dead-letters`; everything else it is told comes from the environment."""

import argparse
import asyncio
import sys

from events.operations.command_line import COMMANDS, OneLineParser, add_reader_commands, operate
from reporting import bootstrap
from reporting.settings import ReportingSettings
from webapi.logs import configure
from webapi.settings import OperatorSettings, load


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    asked = _parser().parse_args(arguments)
    command: str = asked.command
    if command in COMMANDS:
        configure("reporting", "auto")
        return operate(asked, bootstrap.operated(load(OperatorSettings), lambda: load(ReportingSettings)))
    settings = load(ReportingSettings)
    configure("reporting", settings.log_format)
    return asyncio.run(_run(command, settings))


async def _run(command: str, settings: ReportingSettings) -> int:
    if command == "serve":
        return await bootstrap.serve(settings)
    await (bootstrap.migrate_schema(settings) if command == "migrate" else bootstrap.rebuild(settings))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog="reporting", description="Reviews, boards and rows drawn from the log.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer requests and keep the rows up with the log")
    commands.add_parser("migrate", help="bring the database schema to its newest revision")
    commands.add_parser("rebuild", help="forget all rows and read the log again from its first event")
    add_reader_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
