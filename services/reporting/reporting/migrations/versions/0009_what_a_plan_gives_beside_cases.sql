alter table {schema}.customer_history
    add column term_began_on date,
    add column extra_seats bigint not null default 0;

update {schema}.customer_history set term_began_on = term_starts_on;

create table {schema}.tam_name (
    tam_id text primary key,
    name text not null,
    written_at timestamptz not null
);

create table {schema}.account_fact (
    shard integer not null,
    seq bigint not null,
    key text not null,
    recorded_at timestamptz not null,
    fact jsonb not null,
    primary key (shard, seq)
);

create index account_fact_key on {schema}.account_fact (key);
