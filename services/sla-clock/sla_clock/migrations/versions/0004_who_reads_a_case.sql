create table {schema}.liaison (
    customer_id text not null, user_id text not null, primary key (customer_id, user_id)
);

create table {schema}.case_reader (
    user_id text not null, case_id text not null, primary key (user_id, case_id)
);
