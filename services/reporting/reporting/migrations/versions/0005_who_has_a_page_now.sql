alter table {schema}.page_history
    add column state text,
    add column held_by text,
    add column rings bigint;

update {schema}.page_history set
    state = case when resolved_at is not null then 'resolved'
        when acknowledged_at is not null then 'acknowledged'
        when exhausted_at is not null then 'exhausted' else 'raised' end,
    held_by = case when resolved_at is null then acknowledged_by end,
    rings = 0;
