create table {schema}.es_shard (
    shard integer primary key,
    next bigint not null default 1,
    last_at timestamptz not null default 'epoch',
    promised_at timestamptz not null default 'epoch',
    history boolean not null default false,
    last_hash bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 10);

create table {schema}.es_stream (
    stream text primary key,
    shard integer not null,
    version integer not null
) with (fillfactor = 80);

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
);

create table {schema}.es_command (
    command_id uuid primary key,
    fingerprint bytea not null,
    response bytea not null,
    done_at timestamptz not null
);

insert into {schema}.es_shard (shard) select generate_series(0, {shards} - 1);

create function {schema}.es_event_is_never_changed() returns trigger language plpgsql as
$$ begin raise exception 'events are never changed or deleted'; end $$;

create trigger es_event_is_never_changed before update or delete or truncate on {schema}.es_event
for each statement execute function {schema}.es_event_is_never_changed();
