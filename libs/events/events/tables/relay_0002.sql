alter table {schema}.relay_cursor add column if not exists begin_seq bigint not null default 1;
