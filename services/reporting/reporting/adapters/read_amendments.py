"""Reads what was recorded about a period after its review was drawn.

A published review never changes, so later facts are shown beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Priority
from events.store.connection import Connection, in_schema
from reporting.domain.deadline_row import Verdict

AmendmentKind = Literal[
    "breach-withdrawn",
    "late-answer-recorded",
    "verdict-recorded",
    "case-recorded",
    "case-end-recorded",
]

# `p` is the version that `v` replaced: only a version that changed a verdict, an answer or an end
# is an amendment. Without `p` the row itself is new.
_AMENDMENTS = """
select case
        when v.verdict = 'withdrawn' and p.verdict is distinct from 'withdrawn'
            then 'breach-withdrawn'
        when p.verdict is null then 'verdict-recorded'
        else 'late-answer-recorded' end as kind,
    v.valid_from as recorded_at, v.case_id, v.number, v.priority, v.verdict, v.due_at,
        v.answered_at, v.withdrawn_by as by,
    null::timestamptz as ended_at, 'd' || v.key || '/' || v.seq as place
from {schema}.deadline_history v
left join {schema}.deadline_history p on p.key = v.key and p.until_seq = v.seq
where v.customer_id = $1 and v.valid_from > $2 and v.verdict_at >= $3 and v.verdict_at < $4
    and (v.verdict, v.answered_at) is distinct from (p.verdict, p.answered_at)
union all
select case when p.key is null then 'case-recorded' else 'case-end-recorded' end,
    v.valid_from, v.case_id, v.number, v.priority, null, null, null, null, v.ended_at,
        'c' || v.key || '/' || v.seq
from {schema}.case_history v
left join {schema}.case_history p on p.key = v.key and p.until_seq = v.seq
where v.customer_id = $1 and v.valid_from > $2 and (
    (p.key is null and v.opened_at >= $3 and v.opened_at < $4)
    or (p.key is not null and v.ended_at >= $3 and v.ended_at < $4
        and v.ended_at is distinct from p.ended_at))
"""
_PAGE = f"""
select * from ({_AMENDMENTS}) as recorded
where $5::timestamptz is null or (recorded_at, place) > ($5, $6::text) order by recorded_at, place
    limit $7
"""  # noqa: S608 - parts of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One thing that was recorded later. `place` orders what was recorded at the same instant."""

    kind: AmendmentKind
    recorded_at: datetime
    case_id: str
    number: str
    priority: Priority
    verdict: Verdict | None
    due_at: datetime | None
    answered_at: datetime | None
    by: str | None
    ended_at: datetime | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedPeriod:
    """Whose period, from when to when, and after which instant things count as recorded later."""

    customer_id: str
    starts_at: datetime
    ends_at: datetime
    as_of: datetime


async def read_amendments(
    connection: Connection,
    schema: str,
    period: AmendedPeriod,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Amendment]:
    """Return what was recorded about the period since, after `after`, in the order of recording."""
    at, cursor = after or (None, None)
    arguments = (
        period.customer_id,
        period.as_of,
        period.starts_at,
        period.ends_at,
        at,
        cursor,
        limit,
    )
    records = await connection.fetch(in_schema(_PAGE, schema), *arguments)
    return [Amendment(**dict(zip(each.keys(), each, strict=True))) for each in records]
