alter table {schema}.case_history
    add column covered boolean not null default false,
    add column uncovered_since timestamptz,
    add column unreachable_since timestamptz;

update {schema}.case_history set covered = true where engineer_id is not null;

update {schema}.case_history set uncovered_since = opened_at
where priority = 'P1' and status in ('open', 'waiting-on-customer')
    and worked_around_at is null and engineer_id is null;

create table {schema}.customer_user (
    customer_id text not null,
    user_id text not null,
    name text not null,
    email text not null,
    written_at timestamptz not null,
    primary key (customer_id, user_id)
);

create table {schema}.case_reach (
    case_id text primary key,
    customer_id text,
    user_id text,
    written_by text,
    written_at timestamptz not null,
    name text not null,
    phone text not null
);

create table {schema}.case_unreached (
    case_id text not null,
    since timestamptz not null,
    recorded_by text not null,
    written_at timestamptz not null,
    reason text not null,
    tried jsonb not null,
    primary key (case_id, since)
);
