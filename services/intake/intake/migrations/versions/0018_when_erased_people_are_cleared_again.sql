alter table {schema}.erased_person add column again_at timestamptz;
