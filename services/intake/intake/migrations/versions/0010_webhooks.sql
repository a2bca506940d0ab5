create table {schema}.webhook (
    webhook_id text primary key, customer_id text, url text not null,
    description text not null, event_types text[] not null, state text not null,
    disabled_for text, secret_id text not null, old_secret_id text, old_until timestamptz,
    subscribed_at timestamptz not null
);

create index webhook_of_customer on {schema}.webhook (customer_id, webhook_id);

create table {schema}.webhook_delivery (
    webhook_id text not null, event_id uuid not null, shard integer not null,
    seq bigint not null, event_type text not null, case_id text,
    state text not null default 'pending', attempts integer not null default 0,
    made_at timestamptz not null, next_try_at timestamptz not null, lease_until timestamptz,
    first_tried_at timestamptz, last_tried_at timestamptz, delivered_at timestamptz,
    status_code integer, problem text, primary key (webhook_id, event_id)
);

create index webhook_delivery_due on {schema}.webhook_delivery (next_try_at)
    where state = 'pending';

create index webhook_delivery_of_webhook
    on {schema}.webhook_delivery (webhook_id, made_at, event_id);

create index webhook_delivery_by_age on {schema}.webhook_delivery (made_at);

create table {schema}.webhook_delivery_position (
    shard integer primary key, next_seq bigint not null default 1
);

create table {schema}.webhook_replay (
    webhook_id text not null, shard integer not null, next_seq bigint not null,
    end_seq bigint not null, primary key (webhook_id, shard)
);

create table {schema}.webhook_secret (
    secret_id text primary key, webhook_id text not null, wrapped_key bytea not null,
    wrapped_by text not null, made_at timestamptz not null default clock_timestamp()
);

create index webhook_secret_of_webhook on {schema}.webhook_secret (webhook_id);

insert into {schema}.webhook_delivery_position (shard, next_seq)
select shard, next from {schema}.es_shard;
