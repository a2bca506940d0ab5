alter table {schema}.deadline add column need json;
