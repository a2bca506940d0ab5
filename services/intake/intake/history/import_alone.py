"""Lets one import at a time work on a store: two would mix their events, or refuse each other's."""

from events.operations.terminal import StopCommand
from events.store.connection import Connection
from events.store.hold_alone import hold_alone


async def hold_import(tx: Connection, schema: str) -> None:
    """Keep every other import off the store until the transaction ends, or its process.

    Raises StopCommand while another one runs.
    """
    if not await hold_alone(tx, f"{schema}/import"):
        raise StopCommand("an import is running on this store: let it end, or stop it first")
