create table {schema}.missed_cover (case_id text primary key);
