"""The command `rotate-sealing-key`: wraps every key by the present sealing key."""

import argparse
import asyncio
import sys
from functools import partial

from events.clock import SystemClock
from events.errors import EventsError
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from events.store.sealing_keys import SealingKeyTable
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import SealingSettings, StoreSettings, load


def rotating(schema: str) -> ServiceCommand:
    """Return the command for the keys of a service."""
    return ServiceCommand(add_to=_describe, run=partial(_rotate, schema))


def _describe(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name,
        help="wrap all keys by TOCSIN_SEALING_KEY, so that none needs the one before it",
    )
    add_database_url(parser)


def _rotate(schema: str, _arguments: argparse.Namespace) -> int:
    settings, sealing = load(StoreSettings), load(SealingSettings)
    try:
        count = asyncio.run(wrap_all_keys(settings.database_url, schema, sealing))
    except EventsError as problem:
        raise StopCommand(str(problem)) from None
    sys.stdout.write(
        f"{count} keys were wrapped anew; none needs TOCSIN_SEALING_KEY_BEFORE any more\n"
    )
    return 0


async def wrap_all_keys(database_url: str, schema: str, sealing: SealingSettings) -> int:
    """Wrap all keys of a schema anew; return how many were wrapped by another key."""
    pool = await make_pool(database_url, size=1, application_name=f"{schema}-rotate-sealing-key")
    try:
        return await SealingKeyTable(pool, schema, sealing.key_ring(), SystemClock()).wrap_all()
    finally:
        await pool.close()
