"""Keeps who is a customer's user no more: such a person reads no deadlines (CP-8).

A customer's events and its cases' come by different shards, so that a case which the user logged
may be read after its removal: forgetting what it read would not last.
"""

from collections.abc import Sequence

from events.catalogue.customer_events import UserAdded, UserRemoved
from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema

FORMER_USERS = """
create table {schema}.former_user (
    customer_id text not null, user_id text not null, primary key (customer_id, user_id)
)
"""

_LEAVE = """
insert into {schema}.former_user (customer_id, user_id) values ($1, $2) on conflict do nothing
"""
_RETURN = "delete from {schema}.former_user where customer_id = $1 and user_id = $2"
_IS_FORMER = (
    "select exists (select from {schema}.former_user where customer_id = $1 and user_id = $2)"
)
# An id is one customer's: the same id may be somebody else's at another customer.
_FORGET = """
delete from {schema}.case_reader as reader using {schema}.deadline as it
where reader.user_id = $1 and it.customer_id = $2 and it.case_id = reader.case_id
"""


async def forget_removed_users(tx: Connection, events: Sequence[Recorded], schema: str) -> None:
    """Keep who was removed, until it is added again; forget what the removed users read.

    One by one: a user may be removed and added in one batch, and the last counts.
    """
    for event in (recorded.data for recorded in events):
        match event:
            case UserRemoved():
                await tx.execute(in_schema(_LEAVE, schema), event.customer_id, event.user_id)
                await tx.execute(in_schema(_FORGET, schema), event.user_id, event.customer_id)
            case UserAdded():
                await tx.execute(in_schema(_RETURN, schema), event.customer_id, event.user_id)
            case _:
                pass


async def is_former_user(pool: Pool, schema: str, customer_id: str, user_id: str) -> bool:
    """Return whether this user was removed and not added again."""
    return bool(await pool.fetchval(in_schema(_IS_FORMER, schema), customer_id, user_id))
