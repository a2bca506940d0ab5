"""The relay's table, as statements that a service's first migration runs."""

from events.store.connection import in_schema

_CURSORS = """
create table {schema}.relay_cursor (
    topic text not null,
    shard integer not null,
    next_seq bigint not null default 1,
    owner text not null default '',
    epoch bigint not null default 0,
    until timestamptz not null default 'epoch',
    primary key (topic, shard)
) with (fillfactor = 10)
"""


def create_statements(schema: str) -> tuple[str, ...]:
    """The statements that make the relay's cursors: how far each shard was sent, by whom, and until when nobody else may."""
    return (in_schema(_CURSORS.strip(), schema),)
