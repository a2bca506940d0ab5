"""Keeps in which zone a customer lives, as intake tells it, for what it reads of its deadlines.

No verdict rests on it: a customer's events come by another shard than those of its cases.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered
from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema

CUSTOMER_ZONES = """
create table {schema}.customer_zone (customer_id text primary key, zone text not null)
"""

_KEEP = """
insert into {schema}.customer_zone (customer_id, zone) values ($1, $2)
on conflict (customer_id) do update set zone = excluded.zone
"""
_FORGET = "delete from {schema}.customer_zone where customer_id = $1"
_READ = "select zone from {schema}.customer_zone where customer_id = $1"


async def keep_zones(tx: Connection, events: Sequence[Recorded], schema: str) -> None:
    """Keep the zones that customers have from now on, in the order of the events."""
    for event in (recorded.data for recorded in events):
        if not isinstance(event, CustomerRegistered | CustomerCorrected):
            continue
        if event.zone is None:
            # The vendor's, which needs no telling.
            await tx.execute(in_schema(_FORGET, schema), event.customer_id)
        else:
            await tx.execute(in_schema(_KEEP, schema), event.customer_id, event.zone)


async def zone_of(pool: Pool, schema: str, customer_id: str) -> ZoneInfo | None:
    """Return the customer's zone; None: the vendor's, or not known here."""
    zone = await pool.fetchval(in_schema(_READ, schema), customer_id)
    return None if zone is None else ZoneInfo(zone)
