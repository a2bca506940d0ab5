"""The log and what sends it, how far others' events were applied, timers, who can be paged, pages and their messages."""

from events.consumer import schema as consumer
from events.migrations import execute_all, migrating
from events.relay import schema as relay
from events.store import schema as store
from events.timers import schema as timers
from notifier.projections.tables import create_statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them, empty."""
    place = migrating()
    execute_all(store.create_statements(place.schema, place.shards))
    execute_all(relay.create_statements(place.schema))
    execute_all(consumer.create_statements(place.schema))
    execute_all(timers.create_statements(place.schema))
    execute_all(create_statements())
