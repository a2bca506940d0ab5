alter table {schema}.customer_zone
    alter column zone drop not null,
    add column read_again_seq bigint;
