"""Makes the store's tables, from the steps `tables/store_*.sql`.

Data is `json`, not `jsonb`: what was written comes out byte for byte, and a text with a NUL in it
can be stored. `es_event.hash` is the event's link in its shard's chain (see `chain_hash.py`),
`es_shard.last_hash` that of the shard's last event. `es_shard.history_next` is the seq after the
history that the last import brought.
"""

from events.store.table_steps import newest_tables


def create_statements(schema: str, shards: int) -> tuple[str, ...]:
    """Return the statements that make an empty store in an existing Postgres schema.

    Its number of shards is fixed for life.
    """
    if shards < 1:
        raise ValueError("a store has at least one shard")
    # The clock first: the store's statements ask its function for the time.
    return (*newest_tables("clock", schema), *newest_tables("store", schema, shards))
