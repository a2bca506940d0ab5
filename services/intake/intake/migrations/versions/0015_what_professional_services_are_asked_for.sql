create table {schema}.service_request (
    service_request_id text primary key, case_id text not null, customer_id text not null,
    kind text not null, state text not null, requested_at timestamptz not null
);

create index service_request_by_time
    on {schema}.service_request (requested_at, service_request_id);

create index service_request_of_case on {schema}.service_request (case_id);

create index service_request_of_customer
    on {schema}.service_request (customer_id, requested_at, service_request_id);
