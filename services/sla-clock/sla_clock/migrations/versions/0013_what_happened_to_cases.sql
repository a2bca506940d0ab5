create table {schema}.kept_promise (digest bytea primary key, promise json not null);

create table {schema}.case_opening (
    case_id text primary key,
    shard integer not null,
    seq bigint not null,
    recorded_at timestamptz not null,
    opened_at timestamptz not null,
    customer_id text not null,
    number text not null,
    priority text not null,
    imported boolean not null,
    promise bytea not null
);

create index case_opening_by_time on {schema}.case_opening (opened_at, case_id);

create table {schema}.case_fact (
    case_id text not null,
    seq bigint not null,
    shard integer not null,
    recorded_at timestamptz not null,
    kind text not null,
    at timestamptz not null,
    value text not null,
    constraint case_fact_pk primary key (case_id, seq)
);

create table {schema}.facts_missing (
    shard integer primary key, seq bigint not null, since timestamptz not null
);

-- Whatever was applied before this revision is kept nowhere here, until `keep-facts` fills it in.
insert into {schema}.facts_missing
select partition, max(next_seq), clock_timestamp() from {schema}.checkpoint
where consumer = 'sla-clock' and next_seq > 1
group by partition;
