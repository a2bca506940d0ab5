create table {schema}.erased_person (
    customer_id text not null, user_id text not null, erased_at timestamptz not null,
    primary key (customer_id, user_id)
);
