create table {schema}.erased_person (
    customer_id text not null,
    person_id text not null,
    erased_at timestamptz not null,
    again_at timestamptz,
    primary key (customer_id, person_id)
);
