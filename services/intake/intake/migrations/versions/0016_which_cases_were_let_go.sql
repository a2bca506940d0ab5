alter table {schema}.case_list add column let_go boolean not null default false;

drop index {schema}.case_list_uncovered;

create index case_list_without_engineer
    on {schema}.case_list (priority, plan_rank, opened_at, case_id)
    where priority = 'P1' and (engineer_id is null or let_go) and not worked_around
        and status in ('open', 'waiting-on-customer');
