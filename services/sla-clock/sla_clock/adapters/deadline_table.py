"""Says which table of deadlines today's code expects, to hold the frozen migrations against."""

from sla_clock.adapters.customer_zones import CUSTOMER_ZONES
from sla_clock.adapters.fact_tables import FACT_TABLES
from sla_clock.adapters.forget_readers import FORMER_USERS
from sla_clock.adapters.lateness_rows import LATENESS, LATENESS_BY_TIME
from webapi.case_readers import LIAISONS, READERS
from webapi.erased_people import ERASED_PEOPLE

# The fill factor leaves room on each page: a row is rewritten with most events of its case.
_DEADLINE = """
create table {schema}.deadline (
    case_id text not null,
    goal text not null,
    shard integer not null,
    customer_id text not null,
    number text not null,
    plan text not null,
    priority text not null,
    state text not null,
    started_at timestamptz not null,
    due_at timestamptz,
    version integer not null,
    applied_seq bigint not null,
    origin json not null,
    state_data json not null,
    need json,
    follows text,
    calendar_version integer,
    goal_need json,
    constraint deadline_pk primary key (case_id, goal)
) with (fillfactor = 70)
"""

_DUE_NEXT = """
create index deadline_due_next on {schema}.deadline (coalesce(due_at, 'infinity'), case_id, goal)
where state in ('running', 'paused', 'excused')
"""

_OF_CUSTOMER = """
create index deadline_of_customer on {schema}.deadline (customer_id, coalesce(due_at, 'infinity'),
    case_id)
"""

_FOLLOWS = """
create index deadline_follows on {schema}.deadline (shard, follows, calendar_version)
where follows is not null and state in ('running', 'paused', 'excused')
"""


def create_statements() -> tuple[str, ...]:
    """Return the DDL, with `{schema}` for the schema's name."""
    return (
        _DEADLINE,
        _DUE_NEXT,
        _OF_CUSTOMER,
        _FOLLOWS,
        LIAISONS,
        READERS,
        FORMER_USERS,
        ERASED_PEOPLE,
        LATENESS,
        LATENESS_BY_TIME,
        CUSTOMER_ZONES,
        *FACT_TABLES,
    )
