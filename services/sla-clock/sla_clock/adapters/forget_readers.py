"""Forgets which cases somebody read who is the customer's user no more (CP-8)."""

from collections.abc import Sequence

from events.catalogue.customer_events import UserRemoved
from events.event import Recorded
from events.store.connection import Connection, in_schema

_FORGET = """
delete from {schema}.case_reader as reader using {schema}.deadline as it
where reader.user_id = $1 and it.customer_id = $2 and it.case_id = reader.case_id
"""


async def forget_removed_users(tx: Connection, events: Sequence[Recorded], schema: str) -> None:
    """Forget what the removed users read, of their own customer's cases only.

    An id is one customer's: the same id may be somebody else's at another customer.
    """
    for event in (recorded.data for recorded in events):
        if isinstance(event, UserRemoved):
            await tx.execute(in_schema(_FORGET, schema), event.user_id, event.customer_id)
