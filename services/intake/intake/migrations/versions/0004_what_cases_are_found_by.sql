alter table {schema}.case_list add column level smallint not null default 1,
    add column updated_at timestamptz, add column public_at timestamptz;

update {schema}.case_list as it set level = last.level from (
    select distinct on (key) key, (data ->> 'level')::smallint as level from {schema}.es_event
    where type = 'intake.case.escalated' order by key, version desc
) as last where it.case_id = last.key;

update {schema}.case_list as it set updated_at = last.updated_at, public_at = last.public_at from (
    select key, max(recorded_at) as updated_at, max(recorded_at) filter (where type not in (
        'intake.case.noted', 'intake.case.assigned', 'intake.case.handed-over', 'intake.case.likely-twin-marked'
    )) as public_at from {schema}.es_event where type like 'intake.case.%' group by key
) as last where it.case_id = last.key;

update {schema}.case_list set updated_at = coalesce(updated_at, opened_at), public_at = coalesce(public_at, opened_at)
where updated_at is null or public_at is null;

alter table {schema}.case_list alter column updated_at set not null, alter column public_at set not null;

create index case_list_live on {schema}.case_list (priority, plan_rank, opened_at, case_id)
    where status in ('open', 'waiting-on-customer', 'worked-around');

create index case_list_of_status on {schema}.case_list (status, priority, plan_rank, opened_at, case_id);

create index case_list_by_number on {schema}.case_list (number);

create index case_list_of_engineer on {schema}.case_list (engineer_id, priority, plan_rank, opened_at, case_id)
    where engineer_id is not null;

create index case_list_of_reporter on {schema}.case_list (reporter_id);

create index case_list_escalated on {schema}.case_list (level) where level > 1;

create index case_list_uncovered on {schema}.case_list (priority, plan_rank, opened_at, case_id)
    where priority = 'P1' and engineer_id is null and not worked_around and status in ('open', 'waiting-on-customer');

create index case_list_by_opening on {schema}.case_list (opened_at);

create index case_list_by_change on {schema}.case_list (updated_at);

create index case_list_by_news on {schema}.case_list (public_at);
