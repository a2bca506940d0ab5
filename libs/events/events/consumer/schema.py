"""The consumer's tables: how far each partition was applied, and what could not be applied."""

from events.store.table_steps import newest_tables


def create_statements(schema: str) -> tuple[str, ...]:
    """Return the statements that make the consumer's tables in an existing Postgres schema."""
    return newest_tables("consumer", schema)
