alter table {schema}.es_shard add column history_next bigint;
