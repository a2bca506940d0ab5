"""Keeps in which zone a customer lives, as intake tells it, for what it reads of its deadlines.

No verdict rests on it: a customer's events come by another shard than those of its cases.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered
from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema

# A zone of null is the vendor's. `read_again_seq`: the place of the event that it was read from
# again; null: the running clock kept it, which knows later events than whoever reads again.
CUSTOMER_ZONES = """
create table {schema}.customer_zone
    (customer_id text primary key, zone text, read_again_seq bigint)
"""

_KEEP = """
insert into {schema}.customer_zone (customer_id, zone) values ($1, $2)
on conflict (customer_id) do update set zone = excluded.zone, read_again_seq = null
"""
_KEEP_AGAIN = """
insert into {schema}.customer_zone as known (customer_id, zone, read_again_seq) values ($1, $2, $3)
on conflict (customer_id) do update
set zone = excluded.zone, read_again_seq = excluded.read_again_seq
where known.read_again_seq < excluded.read_again_seq
"""
_OF_ZONES = CustomerRegistered | CustomerCorrected
_READ = "select zone from {schema}.customer_zone where customer_id = $1"


async def keep_zones(tx: Connection, events: Sequence[Recorded], schema: str) -> None:
    """Keep the zones that customers have from now on, in the order of the events."""
    for event in (recorded.data for recorded in events):
        if isinstance(event, _OF_ZONES):
            await tx.execute(in_schema(_KEEP, schema), event.customer_id, event.zone)


async def keep_zones_again(tx: Connection, events: Sequence[Recorded], schema: str) -> None:
    """Keep the zones in events that are read again, of customers of whom none is known since."""
    for event, seq in ((recorded.data, recorded.seq) for recorded in events):
        if isinstance(event, _OF_ZONES):
            statement = in_schema(_KEEP_AGAIN, schema)
            await tx.execute(statement, event.customer_id, event.zone, seq)


async def zone_of(pool: Pool, schema: str, customer_id: str) -> ZoneInfo | None:
    """Return the customer's zone; None: the vendor's, or not known here."""
    zone = await pool.fetchval(in_schema(_READ, schema), customer_id)
    return None if zone is None else ZoneInfo(zone)
