create table {schema}.es_sandbox_clock (
    only_row boolean primary key default true check (only_row),
    ahead_us bigint not null default 0 check (ahead_us >= 0),
    moves_to timestamptz
);

create function {schema}.store_now(given timestamptz) returns timestamptz language sql volatile
as $$ select coalesce(given, clock_timestamp()) $$;
