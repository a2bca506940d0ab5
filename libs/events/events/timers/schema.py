"""The timers' table. Make the consumer's tables first: a dead letter holds the timers of its key."""

from events.store.connection import in_schema

_TIMER = """
create table {schema}.timer (
    shard integer not null,
    key text not null,
    generation bigint not null,
    due_at timestamptz not null,
    payload bytea not null,
    routing_key text not null,
    primary key (shard, key)
)
"""
_BY_DUE = "create index timer_by_due on {schema}.timer (shard, due_at, key)"

_FREE = """
create view {schema}.free_timer as select t.* from {schema}.timer t where not exists (
    select 1 from {schema}.dead_letter d where d.partition = t.shard and d.key = t.routing_key and d.seq is not null)
"""


def create_statements(schema: str) -> tuple[str, ...]:
    """The statements that make `timer`, and the view `free_timer` of those that nothing holds, beside the consumer's tables."""
    return tuple(in_schema(statement.strip(), schema) for statement in (_TIMER, _BY_DUE, _FREE))
