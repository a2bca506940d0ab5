"""Makes the read tables, the consumer's checkpoints and the published reviews."""

from events.consumer import schema as consumer_schema
from events.migrations import execute_all, migrating
from reporting.adapters import read_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    schema = migrating().schema
    execute_all(read_schema.create_statements(schema))
    execute_all(consumer_schema.create_statements(schema))
