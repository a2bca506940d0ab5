"""Repeats, after a restore, the erasures that the restored database does not know of."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from events.catalogue.on_call_events import EngineerDefined, EngineerPersonalDataErased
from events.command_runner import CommandRequest, ready, run_command
from events.event import Meta
from events.operations.erasures_file import read_erasures
from events.sealing.persons import staff_person
from events.store.connection import Pool, in_schema
from events.store.postgres_store import PostgresStore
from events.store.statements_for_services import HAS_KEY_MADE_BY
from notifier.adapters.deciders import ERASING_ENGINEER
from notifier.domain.erase_engineer import EraseEngineer
from notifier.domain.errors import EngineerNotFound

_ACTOR = "repeat-erasures"


def read_erased_engineers(file: Path) -> Sequence[EngineerPersonalDataErased]:
    """Return the last erasure of each engineer. Raises BadErasuresFile, OSError."""
    return read_erasures(file, EngineerPersonalDataErased, lambda event: event.engineer_id)


def stream_of_erasure(event: EngineerPersonalDataErased) -> tuple[str, str]:
    """Return the stream that an erasure is recorded in, and its routing key."""
    return f"engineer-{event.engineer_id}", event.engineer_id


async def repeat_erasures(
    pool: Pool, schema: str, store: PostgresStore, erasures: Sequence[EngineerPersonalDataErased]
) -> int:
    """Erase again whoever is readable again; return how many were.

    Each is recorded as an event. Works beside running services, and a second run finds nothing to
    do. Erased users of customers need none: intake's log is read on from where the restored
    database stood.
    """
    count = 0
    for erasure in erasures:
        # A key that was made since is of who was defined after it was erased.
        person, query = staff_person(erasure.engineer_id), in_schema(HAS_KEY_MADE_BY, schema)
        if await pool.fetchval(query, person, erasure.erased_at):
            count += await _repeat(store, erasure)
    return count


async def _repeat(store: PostgresStore, erasure: EngineerPersonalDataErased) -> int:
    now = await store.now()
    request: CommandRequest[EngineerDefined | None] = CommandRequest(
        stream=f"engineer-{erasure.engineer_id}",
        routing_key=erasure.engineer_id,
        meta=Meta(correlation_id=uuid4().hex, actor=_ACTOR),
        occurred_at=now,
        respond=lambda _engineer, _version: b"",
    )
    command = EraseEngineer(erased_by=erasure.erased_by, reason=erasure.reason, now=now)
    try:
        await run_command(store, ERASING_ENGINEER, ready(command), request=request)
    # Defined after the backup was made: there is nothing of it to erase.
    except EngineerNotFound:
        return 0
    return 1
