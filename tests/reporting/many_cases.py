"""Fills the read tables with as many cases as a large vendor has, by SQL: telling each as events
would take minutes.
"""

from datetime import datetime

from events.store.connection import Pool, in_schema
from reporting.settings import SCHEMA

_CASES = """
insert into {schema}.case_history (key, shard, seq, valid_from, case_id, number, customer_id, plan,
    priority, opened_priority,
    area, channel, status, opened_at, terms_version, zone, imported, level, reopened)
select id, n % 12, n, at, id, 'CASE-' || lpad(n::text, 6, '0'), 'acme', 'gold', p, p, 'product',
    'online', 'open', at,
    '2010.1', 'America/Detroit', false, 1, 0
from (select n, 'case-' || n as id, 'P' || 1 + n % 4 as p,
    $2::timestamptz - ($1 - n) * interval '1 second' as at
    from generate_series(1, $1) n) as told
"""
_PROMISES = """
insert into {schema}.deadline_history (key, shard, seq, valid_from, deadline_id, case_id,
    customer_id, number, goal, plan,
    priority, terms_version, started_at, due_at, budget_s, paused, excused, moved, verdict,
        verdict_at, paused_s, excused_s)
select key || '/first_response', shard, seq, valid_from, key || '/first_response', key, customer_id,
    number,
    'first_response', plan, priority, terms_version, opened_at, opened_at + interval '1 hour', 3600,
        false, false, 0,
    case when seq % 10 = 0 then 'missed' end, case when seq % 10 = 0
        then opened_at + interval '1 hour' end, 0, 0
from {schema}.case_history where customer_id = 'acme'
"""
_SUBJECTS = """
insert into {schema}.case_subject (case_id, subject)
select key, 'Shipping labels print twice on line ' || seq from {schema}.case_history
    where customer_id = 'acme'
"""
_ANALYZE = "analyze {schema}.case_history, {schema}.deadline_history, {schema}.case_subject"


async def fill_with_cases(pool: Pool, count: int, newest: datetime) -> None:
    """Open `count` cases of acme, one a second up to `newest`; every tenth missed its target of an
    hour, unanswered.
    """
    await pool.execute(in_schema(_CASES, SCHEMA), count, newest)
    for statement in (_PROMISES, _SUBJECTS, _ANALYZE):
        await pool.execute(in_schema(statement, SCHEMA))
