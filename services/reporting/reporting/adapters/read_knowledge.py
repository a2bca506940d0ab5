"""Finds what the clock has not judged, so that pages and reviews can say so.

These are targets that fell due without a verdict, and cases for which no deadline was started.
"""

from datetime import datetime

from events.store.connection import Connection, in_schema
from reporting.domain.knowledge import Unjudged

# The first conditions of both statements repeat those of the partial indexes
# `deadline_history_unjudged` and `case_history_unanswered`, so that Postgres can use these.
_DUE = """
select count(*) as count, min(due_at) as first from {schema}.deadline_history
where until_seq is null and verdict is null and not paused and not excused and due_at <= $1
    and ($2::text is null or customer_id = $2)
"""
_UNCLOCKED = """
select count(*) as count, min(c.valid_from) as first from {schema}.case_history c
where c.until_seq is null and c.responded_at is null and c.status in ('open', 'waiting-on-customer',
    'worked-around')
    and ($1::text is null or c.customer_id = $1)
    and not exists (
        select from {schema}.deadline_history d where d.key = c.key || '/first_response'
            and d.until_seq is null)
"""


async def read_unjudged(
    connection: Connection, schema: str, now: datetime, customer_id: str | None = None
) -> Unjudged:
    """Return what fell due by `now` and is not judged, and which cases have no target yet.

    `customer_id` limits both to one customer.
    """
    due = await connection.fetchrow(in_schema(_DUE, schema), now, customer_id)
    unclocked = await connection.fetchrow(in_schema(_UNCLOCKED, schema), customer_id)
    assert due is not None
    assert unclocked is not None
    return Unjudged(
        count=due["count"],
        first=due["first"],
        unclocked=unclocked["count"],
        first_unclocked=unclocked["first"],
    )
