"""`rebuild`: forgets all rows, so that the log is read again from its first event, and says which
topics no longer have that."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import Final

from events.broker.broker import Broker
from events.catalogue.entry import Owner
from events.catalogue.topics import TOPICS
from events.clock import SystemClock
from events.errors import Retryable
from events.operations.find_lost_beginnings import find_lost_beginnings
from events.operations.operated_service import kafka_at
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from reporting.adapters.history_table import HISTORY_BY_OWNER
from reporting.adapters.read_schema import forget_everything
from reporting.settings import SCHEMA, ReportingSettings
from webapi.load_settings import load
from webapi.service_skeleton import Parsers, ServiceCommand
from webapi.settings import OperatorSettings

_STILL_WAITS: Final = 1


async def rebuild(settings: OperatorSettings | ReportingSettings) -> None:
    """Delete all rows, so that the log is read again from its first event.

    Published reviews stay.
    """
    pool = await make_pool(
        settings.database_url, size=1, application_name="tocsin-reporting-rebuild"
    )
    try:
        async with pool.acquire() as connection, connection.transaction():
            await forget_everything(connection, SCHEMA)
    finally:
        await pool.close()


async def cut_topics(make_broker: Callable[[], Broker], prefix: str) -> list[Owner]:
    """Return the owners of topics without a first event, at which a rebuild stops.

    Raises StopCommand where the broker does not tell.
    """
    broker = make_broker()
    cut: list[Owner] = []
    try:
        for owner in HISTORY_BY_OWNER:
            if await find_lost_beginnings(broker, prefix + TOPICS[owner], SystemClock()):
                cut.append(owner)
    except (Retryable, TimeoutError) as trouble:
        raise StopCommand(
            f"nothing was forgotten, since the broker does not tell where topics begin: {trouble}"
        ) from None
    finally:
        await broker.close()
    return cut


def _add(commands: Parsers, name: str) -> None:
    commands.add_parser(name, help="forget all rows and read the log again from its first event")


def _run(_: argparse.Namespace) -> int:
    settings = load(OperatorSettings)
    make_broker = kafka_at(settings.kafka_bootstrap_servers)

    async def carry_out() -> list[Owner]:
        # Before anything is forgotten: rows of which nobody knows whether they come back stay.
        cut = await cut_topics(make_broker, settings.topic_prefix)
        await rebuild(settings)
        return cut

    if not (cut := asyncio.run(carry_out())):
        return 0
    commands = ", ".join(f"`python -m {owner.replace('-', '_')} relay --from 1`" for owner in cut)
    sys.stderr.write(
        "all rows are forgotten, and topics no longer begin with the first event:"
        f" run {commands} now, then the rows come back\n"
    )
    return _STILL_WAITS


REBUILD: Final = ServiceCommand(add_to=_add, run=_run)
