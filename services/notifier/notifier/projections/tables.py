"""The notifier's own tables; all can be rebuilt from the events."""

from webapi.erased_people import ERASED_PEOPLE

_ON_CALL = (
    "create table {schema}.engineer ("
    "engineer_id text primary key, definition json not null, version int not null)",
    "create table {schema}.schedule ("
    "schedule_id text primary key, definition json not null, version int not null)",
    """create table {schema}.schedule_override (
        schedule_id text not null,
        override_id text not null,
        place bigint not null,
        definition json not null,
        primary key (schedule_id, override_id)
    )""",
    "create table {schema}.policy ("
    "policy_id text primary key, definition json not null, version int not null)",
    "create table {schema}.routing_rule ("
    "rule_id text primary key, definition json not null, version int not null)",
)

_PAGES = (
    """create table {schema}.page (
        page_id text primary key,
        routing_key text not null,
        shard int not null,
        status text not null,
        reason text not null,
        drill boolean not null,
        case_id text,
        number text,
        customer_id text,
        plan text,
        priority text,
        due_at timestamptz,
        what text not null,
        policy_id text not null,
        steps json not null,
        step int not null default -1,
        round int not null default 0,
        raised_at timestamptz not null,
        acknowledged_by text,
        acknowledged_via text,
        acknowledged_at timestamptz,
        resolved_by text,
        resolved_reason text,
        resolved_at timestamptz,
        exhausted_at timestamptz,
        ring int not null default 0,
        ring_again_after_s int,
        case_subject text,
        note text,
        correlation_id text not null,
        traceparent text,
        version int not null
    )""",
    "create index page_by_case on {schema}.page (case_id) where status <> 'resolved'",
    "create index page_by_raised on {schema}.page (raised_at desc, page_id desc)",
    "create index page_without_chain on {schema}.page (page_id) "
    "where policy_id = '' and status <> 'resolved'",
    """create table {schema}.page_history (
        page_id text not null,
        version int not null,
        at timestamptz not null,
        what text not null,
        step int,
        round int,
        reason text,
        engineer_ids text[] not null default '{}',
        primary key (page_id, version)
    )""",
    """create table {schema}.attempt (
        attempt_key text primary key,
        page_id text not null,
        ring int not null default 0,
        step int not null,
        round int not null,
        engineer_id text not null,
        channel text not null,
        method int not null,
        send_at timestamptz not null,
        queued_at timestamptz not null,
        status text not null,
        tries int not null default 0,
        next_try_at timestamptz not null,
        lease_until timestamptz,
        outcome_at timestamptz,
        provider_id text,
        problem text,
        late_by_s double precision
    )""",
    "create index attempt_due on {schema}.attempt (next_try_at) "
    "where status in ('queued', 'unknown')",
    "create index attempt_of_page on {schema}.attempt (page_id)",
    "create index attempt_sent on {schema}.attempt (engineer_id, method, outcome_at) "
    "where status = 'sent'",
)

_WATCHED = (
    """create table {schema}.watched_case (
        case_id text primary key,
        number text not null,
        customer_id text not null,
        plan text not null,
        priority text not null,
        area text not null,
        needs_answer boolean not null,
        subject text not null default '',
        p1_due_s int,
        is_over boolean not null default false,
        has_workaround boolean not null default false,
        written_at timestamptz,
        reach text,
        reporter_id text,
        opened_at timestamptz,
        reach_by text,
        reach_at timestamptz
    )""",
    "create table {schema}.watched_deadline "
    "(case_id text primary key, due_at timestamptz not null)",
    "create table {schema}.missed_cover (case_id text primary key, breach_id uuid, page_id text)",
    """create table {schema}.log_read (
        topic text not null,
        shard int not null,
        read_to timestamptz not null,
        primary key (topic, shard)
    )""",
    "create table {schema}.watched_customer (customer_id text primary key, name text not null)",
    """create table {schema}.page_wanted (
        page_id text primary key,
        topic text not null,
        shard int not null,
        place int not null,
        wanted json not null
    )""",
    "create index page_wanted_by_place on {schema}.page_wanted (topic, shard)",
)


def create_statements() -> tuple[str, ...]:
    """Return the DDL, with `{schema}` for the schema's name."""
    return (*_ON_CALL, *_PAGES, *_WATCHED, ERASED_PEOPLE)
