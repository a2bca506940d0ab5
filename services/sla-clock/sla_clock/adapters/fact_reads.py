"""Reads the cases of a period and what happened to them, as a what-if judges them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from events.catalogue.terms import Promise
from events.store.connection import Connection, Pool, Row, in_schema
from sla_clock.adapters.deadline_rows import decode_state
from sla_clock.adapters.fact_tables import facts_since
from sla_clock.adapters.what_if_question import Period, TooManyCases
from sla_clock.domain.deadline import Deadline
from sla_clock.what_if.fact import KIND_OF, Fact, Opening
from sla_clock.what_if.histories import Histories, histories_of, join_histories

_COUNT: Final = """
select count(*) from {schema}.case_opening
where opened_at >= $1 and opened_at < $2 and ($3::text is null or customer_id = $3)
"""
_PROMISE_TEXTS: Final = "select digest, promise::text as promise from {schema}.kept_promise"
_OPENINGS: Final = """
select o.case_id, o.opened_at, o.priority, o.promise, o.number, o.customer_id, o.seq, d.applied_seq,
    case when d.state = 'withdrawn' then d.state_data::text end as withdrawn
from {schema}.case_opening as o
left join {schema}.deadline as d on d.case_id = o.case_id and d.goal = 'first_response'
where o.opened_at >= $1 and o.opened_at < $2 and ($3::text is null or o.customer_id = $3)
    and ($4::timestamptz is null or (o.opened_at, o.case_id) > ($4, $5))
order by o.opened_at, o.case_id limit $6
"""
_FACTS: Final = """
select case_id, seq, recorded_at, kind, at, value from {schema}.case_fact
where case_id = any($1::text[]) order by case_id, recorded_at, seq
"""
_UNKNOWN: Final = """
select count(*) from {schema}.deadline as d
where goal = 'first_response' and started_at >= $1 and started_at < $2
    and ($3::text is null or customer_id = $3)
    and not exists (select from {schema}.case_opening as o where o.case_id = d.case_id)
"""
_LAST: Final = """
select greatest((select max(recorded_at) from {schema}.case_opening),
    (select max(recorded_at) from {schema}.case_fact))
"""
_PART: Final = 5_000
_JUDGED: Final = frozenset(KIND_OF.values())
_DECODE: Final = msgspec.json.Decoder(Promise)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesOfPeriod:
    """The cases of a period by the time of their opening, and what happened to them.

    `numbers` and `customers` are by the place of a case among `histories`. `lacking`: cases of
    which not everything is kept; they are left out, or, where only later facts are missing, judged
    by what is known. `facts_since`: since when the facts of all shards are kept; None: of every
    event. `last_at`: when the last event that the clock has kept was recorded.
    """

    histories: Histories
    numbers: Sequence[str]
    customers: Sequence[str]
    lacking: int
    facts_since: datetime | None
    last_at: datetime | None


@dataclass(slots=True, kw_only=True)
class _Parts:
    """What was read so far."""

    promised: Mapping[bytes, Promise]
    histories: list[Histories] = field(default_factory=lambda: [histories_of((), ())])
    numbers: list[str] = field(default_factory=list)
    customers: list[str] = field(default_factory=list)
    lacking: int = 0


async def read_cases(
    pool: Pool, schema: str, period: Period, *, most: int | None = None
) -> CasesOfPeriod:
    """Return the cases of a period, read in one transaction that writes nothing.

    Raises TooManyCases for more than `most`.
    """
    async with (
        pool.acquire() as tx,
        tx.transaction(isolation="repeatable_read", readonly=True),
    ):
        return await _read(tx, schema, period, most)


async def _read(tx: Connection, schema: str, period: Period, most: int | None) -> CasesOfPeriod:
    which = (period.since, period.before, period.customer_id)
    cases: int = await tx.fetchval(in_schema(_COUNT, schema), *which)
    if most is not None and cases > most:
        raise TooManyCases(cases, most)
    rows = await tx.fetch(in_schema(_PROMISE_TEXTS, schema))
    parts = _Parts(promised={row["digest"]: _DECODE.decode(row["promise"]) for row in rows})
    parts.lacking = await tx.fetchval(in_schema(_UNKNOWN, schema), *which)
    after: tuple[datetime | None, str | None] = (None, None)
    while openings := await tx.fetch(in_schema(_OPENINGS, schema), *which, *after, _PART):
        facts = await tx.fetch(in_schema(_FACTS, schema), [row["case_id"] for row in openings])
        _take(parts, openings, facts)
        after = (openings[-1]["opened_at"], openings[-1]["case_id"])
    return CasesOfPeriod(
        histories=join_histories(parts.histories),
        numbers=parts.numbers,
        customers=parts.customers,
        lacking=parts.lacking,
        facts_since=await facts_since(tx, schema),
        last_at=await tx.fetchval(in_schema(_LAST, schema)),
    )


def _take(parts: _Parts, openings: Sequence[Row], facts: Sequence[Row]) -> None:
    last_seq: dict[str, int] = {}
    judged: list[Fact] = []
    for case_id, seq, recorded_at, kind, at, value in facts:
        last_seq[case_id] = max(seq, last_seq.get(case_id, 0))
        if kind in _JUDGED:
            judged.append(Fact(case_id, seq, recorded_at, kind, at, value or None))
    opened: list[Opening] = []
    for row in openings:
        case_id, opened_at, priority, promise, number, customer_id, seq, applied, withdrawn = row
        opened.append(Opening(case_id, opened_at, priority, parts.promised[promise]))
        parts.numbers.append(number)
        parts.customers.append(customer_id)
        # Whatever the clock applied is kept, unless an older instance applied it.
        parts.lacking += (applied or 0) > max(seq, last_seq.get(case_id, 0))
        if withdrawn is not None:
            judged.extend(_accepted(decode_state(withdrawn), applied + 1))
    parts.histories.append(histories_of(opened, judged))


def _accepted(deadline: Deadline, seq: int) -> Sequence[Fact]:
    """Return the accepted claim, which the clock's own log tells of (CP-27c)."""
    withdrawal = deadline.withdrawal
    if withdrawal is None:
        return ()
    return [
        Fact(
            deadline.case_id,
            seq,
            withdrawal.withdrawn_at,
            "claim-accepted",
            claim.answered_at,
        )
        for claim in deadline.late_claims
        if claim.claim_id == withdrawal.claim_id
    ]
