create table {schema}.relay_cursor (
    topic text not null,
    shard integer not null,
    next_seq bigint not null default 1,
    owner text not null default '',
    epoch bigint not null default 0,
    until timestamptz not null default 'epoch',
    primary key (topic, shard)
) with (fillfactor = 10);
