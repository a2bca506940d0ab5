"""The log, what sends it, and the lists of cases and customers."""

from events.migrations import execute_all, migrating
from events.relay import schema as relay
from events.store import schema as store
from intake.projections.lists import TABLES

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them, empty."""
    place = migrating()
    execute_all(store.create_statements(place.schema, place.shards))
    execute_all(relay.create_statements(place.schema))
    execute_all(TABLES)
