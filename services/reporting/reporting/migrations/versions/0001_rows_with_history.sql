create table {schema}.case_history (
    key text,
    shard integer,
    seq bigint,
    valid_from timestamptz,
    until_seq bigint,
    valid_to timestamptz,
    case_id text,
    number text,
    customer_id text,
    plan text,
    priority text,
    opened_priority text,
    area text,
    channel text,
    status text,
    opened_at timestamptz,
    terms_version text,
    zone text,
    imported boolean,
    responded_at timestamptz,
    responder_id text,
    engineer_id text,
    level bigint,
    waiting_since timestamptz,
    worked_around_at timestamptz,
    resolved_at timestamptz,
    ended_at timestamptz,
    excluded_reason text,
    reopened bigint,
    primary key (key, seq)
);

create index case_history_now on {schema}.case_history (key) where until_seq is null;

create index case_history_customer_id on {schema}.case_history (customer_id);

create table {schema}.deadline_history (
    key text,
    shard integer,
    seq bigint,
    valid_from timestamptz,
    until_seq bigint,
    valid_to timestamptz,
    deadline_id text,
    case_id text,
    customer_id text,
    number text,
    goal text,
    plan text,
    priority text,
    terms_version text,
    started_at timestamptz,
    due_at timestamptz,
    budget_s bigint,
    paused boolean,
    excused boolean,
    moved bigint,
    warned_at timestamptz,
    verdict text,
    verdict_at timestamptz,
    detected_at timestamptz,
    detected_late_s double precision,
    answered_at timestamptz,
    answered_late_s double precision,
    late_reason text,
    paused_s bigint,
    excused_s bigint,
    excused_reason text,
    primary key (key, seq)
);

create index deadline_history_now on {schema}.deadline_history (key) where until_seq is null;

create index deadline_history_customer_id on {schema}.deadline_history (customer_id);

create table {schema}.page_history (
    key text,
    shard integer,
    seq bigint,
    valid_from timestamptz,
    until_seq bigint,
    valid_to timestamptz,
    page_id text,
    reason text,
    case_id text,
    number text,
    customer_id text,
    plan text,
    priority text,
    policy_id text,
    drill boolean,
    raised_at timestamptz,
    steps_started bigint,
    steps_skipped bigint,
    attempts bigint,
    sent bigint,
    failed bigint,
    unknown bigint,
    dropped bigint,
    first_sent_at timestamptz,
    last_paged text,
    acknowledged_at timestamptz,
    acknowledged_by text,
    acknowledged_via text,
    exhausted_at timestamptz,
    resolved_at timestamptz,
    resolved_by text,
    resolved_reason text,
    primary key (key, seq)
);

create index page_history_now on {schema}.page_history (key) where until_seq is null;

create index page_history_customer_id on {schema}.page_history (customer_id);

create table {schema}.customer_history (
    key text,
    shard integer,
    seq bigint,
    valid_from timestamptz,
    until_seq bigint,
    valid_to timestamptz,
    customer_id text,
    name text,
    ebc boolean,
    plan text,
    terms_version text,
    term_starts_on date,
    term_ends_on date,
    fees_overdue boolean,
    notice_given_on date,
    primary key (key, seq)
);

create index customer_history_now on {schema}.customer_history (key) where until_seq is null;

create table {schema}.case_subject (case_id text primary key, subject text not null);

create table {schema}.published_review (
    review_id uuid primary key,
    customer_id text not null,
    period text not null,
    published_at timestamptz not null,
    published_by text not null,
    fingerprint bytea,
    document json not null
);

create index published_review_customer on {schema}.published_review (customer_id, period);
