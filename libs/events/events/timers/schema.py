"""The timers' table.

Make the consumer's tables first: a dead letter holds the timers of its key.
"""

from events.store.table_steps import newest_tables


def create_statements(schema: str) -> tuple[str, ...]:
    """Return the statements that make `timer`, and `free_timer`, a view of those not held."""
    return newest_tables("timers", schema)
