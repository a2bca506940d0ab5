"""The commands on history: import a log of a ticket system, and end an import that was stopped."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from careplans.vocabulary import PLANS, PRIORITIES
from events.clock import SystemClock
from events.operations.command_line import BAD_INPUT, INTERRUPTED
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.sealing_keys import SealingKeyTable
from intake.adapters.build_store import library_of, make_store
from intake.history.end_import import CannotEnd, discard_import, keep_import
from intake.history.import_alone import hold_import
from intake.history.import_command import dry_run, import_log, prepare
from intake.history.incidents import SYSTEMS
from intake.history.read_any_log import ImportOptions
from intake.settings import SCHEMA, TermsSettings
from webapi.load_settings import load
from webapi.sealing_settings import SealingSettings
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import StoreSettings


async def import_history(settings: StoreSettings, options: ImportOptions) -> str:
    """Import a log into a store that holds nothing but history; return what to print at the end.

    Raises StopCommand for bad input.
    """
    library = library_of(load(TermsSettings).terms_folder)
    ring = load(SealingSettings).key_ring()
    # All of the log is read and decided before the database is touched, even to migrate it.
    prepared = prepare(options, library, SystemClock().now())
    await _migrate(settings)
    # One for each shard, since they are imported in parallel, and one that keeps others away.
    pool = await make_pool(
        settings.database_url, size=settings.shards + 3, application_name="intake-import"
    )
    keys = SealingKeyTable(pool, SCHEMA, ring, SystemClock())
    store = make_store(pool, settings.shards, library, keys=keys)
    try:
        async with pool.acquire() as connection, connection.transaction():
            await hold_import(connection, SCHEMA)
            return await import_log(prepared, store, library)
    finally:
        await store.close()
        await pool.close()


async def end_import(settings: StoreSettings, *, keep: bool) -> str:
    """End an import that was interrupted; return what to print.

    Raises StopCommand if there is none, or if it cannot be taken back.
    """
    pool = await make_pool(settings.database_url, size=1, application_name="intake-end-import")
    try:
        events = await (keep_import if keep else discard_import)(pool, SCHEMA)
    except CannotEnd as problem:
        raise StopCommand(str(problem)) from None
    finally:
        await pool.close()
    if keep:
        return f"{events} events were kept; live commands are taken"
    await _migrate(settings)
    return f"{events} events were taken back; the store is empty"


def _add_import(commands: Parsers, name: str) -> None:
    """Describe the import of one kind of log; the command's name ends with the kind."""
    system = name.removeprefix("import-")
    parser = commands.add_parser(
        name, help="take in a ticket system's export, into a store that holds nothing but history"
    )
    parser.set_defaults(system=system, changelog=None, mapping=None, unset_priority=None)
    parser.add_argument("file", type=Path)
    offsets = system in ("zendesk", "jira")
    parser.add_argument(
        "--zone",
        required=not offsets,
        help="the IANA zone of its local times, such as America/Sao_Paulo",
    )
    parser.add_argument(
        "--plan", choices=PLANS, help="one plan for all customers (else spread over the three)"
    )
    parser.add_argument(
        "--skip-bad", action="store_true", help="leave out incidents that have a bad row"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="write nothing: say what would be made, what is unclear and why",
    )
    _add_own(parser, system)
    add_database_url(parser)


def _add_own(parser: argparse.ArgumentParser, system: str) -> None:
    """Add what only some kinds of log need."""
    if system == "jira":
        parser.add_argument(
            "--changelog", type=Path, required=True, help="the issues' changes of fields, as CSV"
        )
    if system in ("zendesk", "jira"):
        parser.add_argument(
            "--unset-priority", choices=PRIORITIES, help="that of a ticket that never had one"
        )
    if system != "servicenow":
        parser.add_argument(
            "--mapping",
            type=Path,
            required=system == "csv",
            help="a TOML file with the log's own words and columns",
        )


def _run_import(arguments: argparse.Namespace) -> int:
    options = ImportOptions(
        file=arguments.file,
        zone=arguments.zone,
        plan=arguments.plan,
        skip_bad=arguments.skip_bad,
        system=arguments.system,
        changelog=arguments.changelog,
        mapping=arguments.mapping,
        unset_priority=arguments.unset_priority,
    )
    if arguments.dry_run:
        # Without a store: it can be tried before there is one.
        library = library_of(load(TermsSettings).terms_folder)
        lines, takes_all = dry_run(options, library, SystemClock().now())
        sys.stdout.write(lines + "\n")
        return 0 if takes_all else BAD_INPUT
    try:
        report = asyncio.run(import_history(load(StoreSettings), options))
    except KeyboardInterrupt:
        sys.stderr.write("stopped; the same command goes on from here\n")
        return INTERRUPTED
    sys.stdout.write(report + "\n")
    return 0


def _add_end(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(name, help="end an import that was stopped half way")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--keep", action="store_true", help="keep what came in, and take live commands from now on"
    )
    how.add_argument(
        "--discard", action="store_true", help="take back all of it, where nothing was sent yet"
    )
    add_database_url(parser)


def _run_end(arguments: argparse.Namespace) -> int:
    report = asyncio.run(end_import(load(StoreSettings), keep=arguments.keep))
    sys.stdout.write(report + "\n")
    return 0


async def _migrate(settings: StoreSettings) -> None:
    # Only here: a service that serves has no need of alembic and SQLAlchemy, which load for long.
    from events.migrations import migrate  # noqa: PLC0415

    movable = settings.clock == "movable"
    await migrate(settings.database_url, SCHEMA, "intake", shards=settings.shards, movable=movable)


HISTORY_COMMANDS: Final[Mapping[str, ServiceCommand]] = {
    **{
        f"import-{system}": ServiceCommand(add_to=_add_import, run=_run_import)
        for system in SYSTEMS
    },
    "end-import": ServiceCommand(add_to=_add_end, run=_run_end),
}
"""By name, for the service's command line."""
