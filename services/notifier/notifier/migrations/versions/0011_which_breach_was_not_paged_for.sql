alter table {schema}.missed_cover
    add column breach_id uuid,
    add column page_id text;
