"""The store, the relay, the consumer and the timers, and one row a deadline."""

from events.consumer import schema as consumer_schema
from events.migrations import execute_all, migrating
from events.relay import schema as relay_schema
from events.store import schema as store_schema
from events.timers import schema as timers_schema

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_DEADLINES = """
create table {schema}.deadline (
    case_id text not null,
    goal text not null,
    shard integer not null,
    customer_id text not null,
    number text not null,
    plan text not null,
    priority text not null,
    state text not null,
    started_at timestamptz not null,
    due_at timestamptz,
    version integer not null,
    applied_seq bigint not null,
    origin json not null,
    state_data json not null,
    constraint deadline_pk primary key (case_id, goal)
) with (fillfactor = 70)
"""

_DUE_NEXT = """
create index deadline_due_next on {schema}.deadline (coalesce(due_at, 'infinity'), case_id, goal)
where state in ('running', 'paused', 'excused')
"""
_OF_CUSTOMER = (
    "create index deadline_of_customer on {schema}.deadline (customer_id, coalesce(due_at, 'infinity'), case_id)"
)


def upgrade() -> None:
    """Make all of it."""
    place = migrating()
    execute_all(store_schema.create_statements(place.schema, place.shards))
    execute_all(relay_schema.create_statements(place.schema))
    execute_all(consumer_schema.create_statements(place.schema))
    execute_all(timers_schema.create_statements(place.schema))
    execute_all((_DEADLINES.strip(), _DUE_NEXT.strip(), _OF_CUSTOMER))
