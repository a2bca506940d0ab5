"""Makes the relay's table, from the steps `tables/relay_*.sql`."""

from events.store.table_steps import newest_tables


def create_statements(schema: str) -> tuple[str, ...]:
    """Return the statements that make the relay's cursors in an existing Postgres schema."""
    return newest_tables("relay", schema)
