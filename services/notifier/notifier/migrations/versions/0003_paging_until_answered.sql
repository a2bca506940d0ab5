alter table {schema}.page
    add column ring int not null default 0,
    add column ring_again_after_s int,
    add column case_subject text,
    add column note text;

create index page_without_chain on {schema}.page (page_id) where policy_id = '' and status <> 'resolved';

create table {schema}.page_history (
    page_id text not null,
    version int not null,
    at timestamptz not null,
    what text not null,
    step int,
    round int,
    reason text,
    engineer_ids text[] not null default '{}',
    primary key (page_id, version)
);

alter table {schema}.attempt add column ring int not null default 0;

alter table {schema}.watched_case
    add column subject text not null default '',
    add column p1_due_s int,
    add column is_over boolean not null default false,
    add column has_workaround boolean not null default false,
    add column written_at timestamptz;

create table {schema}.watched_deadline (case_id text primary key, due_at timestamptz not null);

create table {schema}.log_read (
    topic text not null,
    shard int not null,
    read_to timestamptz not null,
    primary key (topic, shard)
);
