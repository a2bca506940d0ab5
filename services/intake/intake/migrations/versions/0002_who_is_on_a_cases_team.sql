create table {schema}.case_team (
    user_id text not null, case_id text not null, primary key (user_id, case_id)
);

insert into {schema}.case_team (user_id, case_id)
select data ->> 'user_id', data ->> 'case_id' from {schema}.es_event
where type = 'intake.case.team-contact-added'
on conflict do nothing;
