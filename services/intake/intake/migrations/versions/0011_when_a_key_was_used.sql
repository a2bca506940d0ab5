create table {schema}.api_key_use (key_id text primary key, used_at timestamptz not null);
