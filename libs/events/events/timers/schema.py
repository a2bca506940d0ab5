"""The timers' table.

Make the consumer's tables first: a dead letter holds the timers of its key.
"""

from events.store.table_steps import newest_tables


def create_statements(schema: str) -> tuple[str, ...]:
    """Return the statements that make `timer`, and the view `free_timer` of those that nothing
    holds, beside the consumer's tables."""
    return newest_tables("timers", schema)
