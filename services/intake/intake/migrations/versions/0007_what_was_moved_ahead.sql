create table {schema}.case_moved_ahead (
    case_id text primary key, moved_by text not null, moved_at timestamptz not null,
    until timestamptz not null
);
