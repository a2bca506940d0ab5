create table {schema}.checkpoint (
    consumer text not null,
    topic text not null,
    partition integer not null,
    next_seq bigint not null default 1 check (next_seq >= 1),
    next_offset bigint not null default 0,
    revision bigint not null default 0,
    primary key (consumer, topic, partition)
) with (fillfactor = 50);

create table {schema}.dead_letter (
    id bigint generated always as identity primary key,
    consumer text not null,
    topic text not null,
    partition integer not null,
    key text not null,
    seq bigint,
    "offset" bigint not null,
    record_key bytea,
    value bytea,
    headers json not null,
    error text,
    put_aside_at timestamptz not null default clock_timestamp()
);

create table {schema}.discarded_letter (
    id bigint primary key,
    consumer text not null,
    topic text not null,
    partition integer not null,
    key text not null,
    seq bigint,
    "offset" bigint not null,
    error text,
    reason text not null,
    discarded_at timestamptz not null default clock_timestamp()
);

create unique index dead_letter_by_seq on {schema}.dead_letter (consumer, topic, partition, seq) where seq is not null;

create unique index dead_letter_by_offset on {schema}.dead_letter (consumer, topic, partition, "offset") where seq is null;

create index dead_letter_by_key on {schema}.dead_letter (partition, key);
