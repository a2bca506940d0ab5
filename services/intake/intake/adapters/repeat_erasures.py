"""Repeats, after a restore, the erasures that the restored database does not know of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from events.catalogue.customer_events import PersonalDataErased
from events.command_runner import CommandRequest, ready, run_command
from events.event import Meta
from events.sealing.persons import user_person
from events.store.connection import Pool, in_schema
from events.store.postgres_store import PostgresStore
from events.store.statements_for_services import HAS_KEY_MADE_BY
from intake.adapters.deciders import ERASING
from intake.adapters.streams import customer_stream
from intake.domain.customer import Customer
from intake.domain.erase_personal_data import ErasePersonalData
from intake.domain.errors import Unknown

_ACTOR = "repeat-erasures"
# A key that was made since is of what the person wrote after it was erased.
_HAS_OLD_KEY = HAS_KEY_MADE_BY


def stream_of_erasure(event: PersonalDataErased) -> tuple[str, str]:
    """Return the stream that an erasure is recorded in, and its routing key."""
    return customer_stream(event.customer_id), event.customer_id


async def repeat_erasures(
    pool: Pool, schema: str, store: PostgresStore, erasures: Sequence[PersonalDataErased]
) -> int:
    """Erase again whoever is readable again; return how many were.

    Each is recorded as an event, so that other services clear what they have. Works beside running
    services, and a second run finds nothing to do.
    """
    count = 0
    for erasure in erasures:
        person = user_person(erasure.customer_id, erasure.user_id)
        if await pool.fetchval(in_schema(_HAS_OLD_KEY, schema), person, erasure.erased_at):
            count += await _repeat(store, erasure, await store.now())
    return count


async def _repeat(store: PostgresStore, erasure: PersonalDataErased, now: datetime) -> int:
    request: CommandRequest[Customer | None] = CommandRequest(
        stream=customer_stream(erasure.customer_id),
        routing_key=erasure.customer_id,
        meta=Meta(correlation_id=uuid4().hex, actor=_ACTOR),
        occurred_at=now,
        respond=lambda _customer, _version: b"",
    )
    command = ErasePersonalData(
        user_id=erasure.user_id, erased_by=erasure.erased_by, reason=erasure.reason, now=now
    )
    try:
        await run_command(store, ERASING, ready(command), request=request)
    # Added after the backup was made: there is nothing of it to erase.
    except Unknown:
        return 0
    return 1
