create table {schema}.timer (
    shard integer not null,
    key text not null,
    generation bigint not null,
    due_at timestamptz not null,
    payload bytea not null,
    routing_key text not null,
    primary key (shard, key)
);

create index timer_by_due on {schema}.timer (shard, due_at, key);

create view {schema}.free_timer as select t.* from {schema}.timer t where not exists (
    select 1 from {schema}.dead_letter d where d.partition = t.shard and d.key = t.routing_key and d.seq is not null);
