"""The command `rotate-sealing-key`: wraps every key by the present sealing key."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

from events.clock import SystemClock
from events.errors import EventsError
from events.operations.terminal import StopCommand
from events.sealing.key_ring import KeyRing
from events.store.connection import Pool, make_pool
from events.store.sealing_keys import SealingKeyTable
from webapi.load_settings import load
from webapi.sealing_settings import SealingSettings
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import StoreSettings

WrapMore: TypeAlias = Callable[[Pool, str, KeyRing], Awaitable[int]]
"""Wraps what else a service keeps wrapped in a schema; returns how much was not."""


async def wrap_no_more(_pool: Pool, _schema: str, _ring: KeyRing) -> int:
    """Return that there is nothing else."""
    return 0


def rotating(schema: str, wrap_more: WrapMore = wrap_no_more) -> ServiceCommand:
    """Return the command for the keys of a service."""
    return ServiceCommand(add_to=_describe, run=partial(_rotate, schema, wrap_more))


def _describe(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name,
        help="wrap all keys by TOCSIN_SEALING_KEY, so that none needs the one before it",
    )
    add_database_url(parser)


def _rotate(schema: str, wrap_more: WrapMore, _arguments: argparse.Namespace) -> int:
    settings, sealing = load(StoreSettings), load(SealingSettings)
    try:
        count = asyncio.run(wrap_all_keys(settings.database_url, schema, sealing, wrap_more))
    except EventsError as problem:
        raise StopCommand(str(problem)) from None
    sys.stdout.write(
        f"{count} keys were wrapped anew; none needs TOCSIN_SEALING_KEY_BEFORE any more\n"
    )
    return 0


async def wrap_all_keys(
    database_url: str, schema: str, sealing: SealingSettings, wrap_more: WrapMore = wrap_no_more
) -> int:
    """Wrap all keys of a schema anew; return how many were wrapped by another key."""
    pool = await make_pool(database_url, size=1, application_name=f"{schema}-rotate-sealing-key")
    ring = sealing.key_ring()
    try:
        count = await SealingKeyTable(pool, schema, ring, SystemClock()).wrap_all()
        return count + await wrap_more(pool, schema, ring)
    finally:
        await pool.close()
