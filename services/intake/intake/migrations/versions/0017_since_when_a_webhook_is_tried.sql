alter table {schema}.webhook add column tries_since timestamptz;
