create table {schema}.liaison (
    customer_id text not null, user_id text not null, primary key (customer_id, user_id)
);
