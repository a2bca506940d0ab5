"""The store's tables, as statements that a service's first migration runs."""

from events.store.connection import in_schema

_SHARDS = """
create table {schema}.es_shard (
    shard integer primary key,
    next bigint not null default 1,
    last_at timestamptz not null default 'epoch',
    promised_at timestamptz not null default 'epoch',
    history boolean not null default false,
    last_hash bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 10)
"""

_STREAMS = """
create table {schema}.es_stream (
    stream text primary key,
    shard integer not null,
    version integer not null
) with (fillfactor = 80)
"""

_EVENTS = """
create table {schema}.es_event (
    shard integer not null,
    seq bigint not null,
    stream text not null,
    version integer not null,
    key text not null,
    event_id uuid not null,
    type text not null,
    schema_version integer not null,
    data json not null,
    meta json not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    hash bytea not null,
    constraint es_event_pk primary key (shard, seq),
    constraint es_event_version unique (shard, stream, version),
    constraint es_event_id unique (shard, event_id)
)
"""

_COMMANDS = """
create table {schema}.es_command (
    command_id uuid primary key,
    fingerprint bytea not null,
    response bytea not null,
    done_at timestamptz not null
)
"""

_FIRST_SHARDS = "insert into {schema}.es_shard (shard) select generate_series(0, $shards - 1)"

_NEVER_CHANGED = """
create function {schema}.es_event_is_never_changed() returns trigger language plpgsql as
$$ begin raise exception 'events are never changed or deleted'; end $$
"""

_NEVER_CHANGED_TRIGGER = """
create trigger es_event_is_never_changed before update or delete or truncate on {schema}.es_event
for each statement execute function {schema}.es_event_is_never_changed()
"""

DROP_ORDER = ("es_event", "es_command", "es_stream", "es_shard")


def create_statements(schema: str, shards: int) -> tuple[str, ...]:
    """The statements that make an empty store of so many shards (fixed for life) in an existing Postgres schema.

    Data is `json`, not `jsonb`: what was written comes out byte for byte, and a text with a NUL in it can be stored.
    `hash` is the event's link in its shard's chain (see `chain_hash.py`), `last_hash` that of the shard's last event.
    """
    if shards < 1:
        raise ValueError("a store has at least one shard")
    first = _FIRST_SHARDS.replace("$shards", str(int(shards)))
    statements = (_SHARDS, _STREAMS, _EVENTS, _COMMANDS, first, _NEVER_CHANGED, _NEVER_CHANGED_TRIGGER)
    return tuple(in_schema(statement.strip(), schema) for statement in statements)
