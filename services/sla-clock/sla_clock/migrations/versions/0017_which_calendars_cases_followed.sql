create table {schema}.case_switch (
    case_id text not null,
    version integer not null,
    calendar_id text not null,
    zone text not null,
    at timestamptz not null,
    after_seq bigint,
    constraint case_switch_pk primary key (case_id, version)
);

-- Which event of the case had been applied last by then is not known of these: they stand by their
-- time.
insert into {schema}.case_switch
select case_id, (switch -> 'calendar' ->> 'version')::integer, switch -> 'calendar' ->> 'calendar_id',
    switch -> 'calendar' ->> 'zone', (switch ->> 'at')::timestamptz, null
from {schema}.deadline, json_array_elements(coalesce(state_data -> 'followed', '[]')) as switch
where goal = 'first_response' and follows is not null
on conflict do nothing;
