alter table {schema}.deadline_history add column warned_fraction double precision;
