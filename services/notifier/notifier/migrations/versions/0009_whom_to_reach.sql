alter table {schema}.watched_case add column reach text;
