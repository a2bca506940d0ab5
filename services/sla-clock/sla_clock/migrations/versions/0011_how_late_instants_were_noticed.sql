create table {schema}.lateness (
    noticed_at timestamptz not null,
    late_s double precision not null
);

create index lateness_by_time on {schema}.lateness (noticed_at);
