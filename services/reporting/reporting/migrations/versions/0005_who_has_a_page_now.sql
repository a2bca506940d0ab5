alter table {schema}.page_history
    add column state text not null default 'raised',
    add column held_by text,
    add column rings bigint not null default 0;

update {schema}.page_history set
    state = case when resolved_at is not null then 'resolved'
        when acknowledged_at is not null then 'acknowledged'
        else 'exhausted' end,
    held_by = case when resolved_at is null then acknowledged_by end
where resolved_at is not null or acknowledged_at is not null or exhausted_at is not null;
