"""The commands on personal data: erase again after a restore, and seal a log that was recorded
plain."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from events.catalogue.customer_events import PersonalDataErased
from events.catalogue.registry import CATALOGUE
from events.clock import SystemClock
from events.operations.export_lines import HeaderLine
from events.operations.import_store import ImportTarget
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.sealing_keys import SealingKeyTable
from intake.adapters.build_store import IMPORT_PROJECTIONS, library_of_environment, make_store
from intake.adapters.erasures_file import read_erased_users
from intake.adapters.repeat_erasures import repeat_erasures
from intake.history.seal_old_log import seal_old_log
from intake.settings import SCHEMA
from webapi.load_settings import load
from webapi.repeat_erasures import repeating
from webapi.sealing_settings import SealingSettings
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import StoreSettings


async def _repeat(
    settings: StoreSettings, sealing: SealingSettings, erasures: Sequence[PersonalDataErased]
) -> int:
    pool = await make_pool(settings.database_url, size=3, application_name="intake-repeat-erasures")
    keys = SealingKeyTable(pool, SCHEMA, sealing.key_ring(), SystemClock())
    store = make_store(pool, settings.shards, library_of_environment(), keys=keys)
    try:
        return await repeat_erasures(pool, SCHEMA, store, erasures)
    finally:
        await store.close()
        await pool.close()


def _add_seal(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name, help="fill an empty store from a log that was exported plain, and seal it"
    )
    parser.add_argument("file", type=Path, help="what `export` wrote")
    parser.add_argument(
        "--heads", type=Path, required=True, help="a new file for the heads of the old chain"
    )
    add_database_url(parser)


def _run_seal(arguments: argparse.Namespace) -> int:
    settings, sealing = load(StoreSettings), load(SealingSettings)
    try:
        header = asyncio.run(_seal(settings, sealing, arguments.file, arguments.heads))
    except OSError as problem:
        raise StopCommand(f"{problem.filename}: {problem.strerror or problem}") from None
    sys.stdout.write(
        f"{header.events} events were sealed; the heads of the old chain are in {arguments.heads}\n"
    )
    return 0


async def _seal(
    settings: StoreSettings, sealing: SealingSettings, file: Path, heads: Path
) -> HeaderLine:
    pool = await make_pool(settings.database_url, size=3, application_name="intake-seal")
    keys = SealingKeyTable(pool, SCHEMA, sealing.key_ring(), SystemClock())
    target = ImportTarget(
        schema=SCHEMA, source="intake", catalogue=CATALOGUE, inline=IMPORT_PROJECTIONS, keys=keys
    )
    try:
        return await seal_old_log(pool, target, keys, file, heads)
    finally:
        await pool.close()


PERSONAL_DATA_COMMANDS: Final[Mapping[str, ServiceCommand]] = {
    "repeat-erasures": repeating(read_erased_users, _repeat),
    "seal": ServiceCommand(add_to=_add_seal, run=_run_seal),
}
