create table {schema}.case_list (
    case_id text primary key, number text not null, customer_id text not null, reporter_id text not null,
    plan text not null, plan_rank smallint not null, priority text not null, status text not null default 'open',
    channel text not null, subject text not null, engineer_id text, opened_at timestamptz not null,
    first_responded_at timestamptz, worked_around boolean not null default false, version integer not null
);

create index case_list_queue on {schema}.case_list (priority, plan_rank, opened_at, case_id);

create index case_list_of_customer on {schema}.case_list (customer_id, priority, plan_rank, opened_at, case_id);

create table {schema}.customer_list (customer_id text primary key, name text not null);

create index customer_list_by_name on {schema}.customer_list (name, customer_id);

create sequence {schema}.case_number;
