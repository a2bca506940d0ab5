-- The keys by which personal data are sealed. Dropping `wrapped` is what erases a person's data: the
-- row stays, and tells a key that was erased from one that is not known. `owner` is made of ids,
-- never of a name or an address.
create table {schema}.es_sealing_key (
    key_id text primary key,
    owner text not null,
    wrapped bytea,
    wrapped_by text,
    created_at timestamptz not null default clock_timestamp(),
    erased_at timestamptz,
    check ((wrapped is null) = (erased_at is not null)),
    check ((wrapped is null) = (wrapped_by is null))
);

create unique index es_sealing_key_by_owner
    on {schema}.es_sealing_key (owner) where erased_at is null;
