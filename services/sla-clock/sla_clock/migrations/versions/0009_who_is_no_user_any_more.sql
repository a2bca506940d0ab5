create table {schema}.former_user (
    customer_id text not null, user_id text not null, primary key (customer_id, user_id)
);
