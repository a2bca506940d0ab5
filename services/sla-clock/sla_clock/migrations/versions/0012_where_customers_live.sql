create table {schema}.customer_zone (customer_id text primary key, zone text not null);
