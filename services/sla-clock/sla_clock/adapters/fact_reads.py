"""Reads the cases of a period and what happened to them, as a what-if judges them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from careplans.zone_offsets import microseconds
from events.catalogue.terms import CalendarRef, Promise
from events.store.connection import Connection, Pool, Row, in_schema
from events.store.statements_for_services import KNOWN_UNTIL
from sla_clock.adapters.deadline_rows import decode_state
from sla_clock.adapters.fact_tables import facts_since
from sla_clock.adapters.what_if_question import Period, TooManyCases
from sla_clock.domain.deadline import Deadline
from sla_clock.what_if.histories import (
    KINDS,
    NO_CALENDAR,
    NO_PRIORITY,
    PRIORITIES,
    Histories,
    histories_of,
)

_COUNT: Final = """
select count(*) from {schema}.case_opening
where opened_at >= $1 and opened_at < $2 and ($3::text is null or customer_id = $3)
"""
_PROMISE_TEXTS: Final = "select digest, promise::text as promise from {schema}.kept_promise"
_OPENINGS: Final = """
select o.case_id, o.opened_at, o.priority, o.promise, o.number, o.customer_id, o.seq, d.applied_seq,
    d.calendar_version,
    case when d.state = 'withdrawn' then d.state_data::text end as withdrawn
from {schema}.case_opening as o
left join {schema}.deadline as d on d.case_id = o.case_id and d.goal = 'first_response'
where o.opened_at >= $1 and o.opened_at < $2 and ($3::text is null or o.customer_id = $3)
    and ($4::timestamptz is null or (o.opened_at, o.case_id) > ($4, $5))
order by o.opened_at, o.case_id limit $6
"""
# One row of columns: a row for each fact takes five times as long to read. Microseconds since 1970
# are whole in 53 bits until the year 2255. Without `kept` the whole table is read for each part.
_FACTS: Final = """
with kept as materialized (
    select case_id, seq, kind, recorded_at, at, value from {schema}.case_fact
    where case_id = any($1::text[])
)
select array_agg(index - 1) as cases, array_agg(seq) as seqs, array_agg(kind) as kinds,
    array_agg(recorded_at) as recorded_at, array_agg(at) as at, array_agg(priority) as priorities
from (
    select wanted.index, seq, coalesce(array_position($2::text[], kind), 0) - 1 as kind,
        round(date_part('epoch', kept.recorded_at) * 1e6)::bigint as recorded_at,
        round(date_part('epoch', kept.at) * 1e6)::bigint as at,
        case kind when 'priority-changed' then array_position($3::text[], value) else 0 end - 1
            as priority
    from kept join unnest($1::text[]) with ordinality as wanted (case_id, index) using (case_id)
    order by wanted.index, kept.recorded_at, seq
) as facts
"""
# A switch stands behind what the clock had applied by then; where that is not known, by its time,
# and behind what was recorded at that very instant.
_SWITCHES: Final = """
select s.case_id, s.calendar_id, s.version, s.zone, s.at,
    coalesce(s.after_seq, 9223372036854775807) as seq,
    case when s.after_seq is null then s.at else coalesce(
        (select f.recorded_at from {schema}.case_fact as f
            where f.case_id = s.case_id and f.seq <= s.after_seq order by f.seq desc limit 1),
        o.recorded_at) end as recorded_at
from {schema}.case_switch as s join {schema}.case_opening as o using (case_id)
where o.opened_at >= $1 and o.opened_at < $2 and ($3::text is null or o.customer_id = $3)
order by s.case_id, s.at
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
_DECODE: Final = msgspec.json.Decoder(Promise)
_OPENED: Final = np.dtype([("at", np.int64), ("priority", np.int64), ("promise", np.int64)])
_FACT: Final = np.dtype(
    [
        (name, np.int64)
        for name in ("case", "seq", "kind", "recorded_at", "at", "priority", "calendar")
    ]
)
# Rows of these: mypy cannot tell one structured array from another.
_Opened: TypeAlias = NDArray[np.void]
_Facts: TypeAlias = NDArray[np.void]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesOfPeriod:
    """The cases of a period by the time of their opening, and what happened to them.

    `numbers` and `customers` are by the place of a case among `histories`. `lacking`: cases of
    which not everything is kept; they are left out, or, where only later facts are missing, judged
    by what is known. `facts_since`: since when the facts of all shards are kept; None: of every
    event. `known_until`: up to when the clock has judged all cases, by its own watermarks; before
    the first of these when the last event that it has kept was recorded.
    """

    histories: Histories
    numbers: Sequence[str]
    customers: Sequence[str]
    lacking: int
    facts_since: datetime | None
    known_until: datetime | None


@dataclass(slots=True)
class _Columns:
    """What was read so far; each list of arrays is one column, part by part."""

    promise_of: Mapping[bytes, Promise]
    switches: Mapping[str, Sequence[Row]]
    calendars: dict[CalendarRef, int] = field(default_factory=dict)
    index_of: dict[bytes, int] = field(default_factory=dict)
    case_ids: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    customers: list[str] = field(default_factory=list)
    opened: list[_Opened] = field(default_factory=list)
    facts: list[_Facts] = field(default_factory=list)
    lacking: int = 0

    def histories(self) -> Histories:
        """Return all cases that were read."""
        opened, facts = np.concatenate(self.opened), np.concatenate(self.facts)
        counts = np.bincount(facts["case"], minlength=len(opened))
        return Histories(
            case_ids=self.case_ids,
            opened_at=opened["at"],
            priority=opened["priority"].astype(np.int8),
            promise=opened["promise"].astype(np.int32),
            promised=tuple(self.promise_of[digest] for digest in self.index_of),
            first_fact=np.concatenate(([0], np.cumsum(counts))),
            kind=facts["kind"].astype(np.int8),
            recorded_at=facts["recorded_at"],
            at=facts["at"],
            new_priority=facts["priority"].astype(np.int8),
            new_calendar=facts["calendar"].astype(np.int32),
            calendars=tuple(self.calendars),
        )


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
    promise_of = {row["digest"]: _DECODE.decode(row["promise"]) for row in rows}
    switches = await tx.fetch(in_schema(_SWITCHES, schema), *which)
    columns = _Columns(promise_of, _by_case(switches))
    columns.lacking = await tx.fetchval(in_schema(_UNKNOWN, schema), *which)
    after: tuple[datetime | None, str | None] = (None, None)
    while openings := await tx.fetch(in_schema(_OPENINGS, schema), *which, *after, _PART):
        ids = [row["case_id"] for row in openings]
        facts = await tx.fetchrow(in_schema(_FACTS, schema), ids, [*KINDS], [*PRIORITIES])
        _take(columns, openings, facts)
        after = (openings[-1]["opened_at"], openings[-1]["case_id"])
    return CasesOfPeriod(
        histories=columns.histories() if columns.case_ids else histories_of((), ()),
        numbers=columns.numbers,
        customers=columns.customers,
        lacking=columns.lacking,
        facts_since=await facts_since(tx, schema),
        known_until=await _known_until(tx, schema),
    )


async def _known_until(tx: Connection, schema: str) -> datetime | None:
    # In the transaction that reads the facts: what is due by then, and was answered, is among them.
    known: datetime | None = await tx.fetchval(in_schema(KNOWN_UNTIL, schema))
    if known is None:
        known = await tx.fetchval(in_schema(_LAST, schema))
    return known


def _by_case(switches: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    by_case = dict[str, list[Row]]()
    for switch in switches:
        by_case.setdefault(switch["case_id"], []).append(switch)
    return by_case


def _take(columns: _Columns, openings: Sequence[Row], row: Row | None) -> None:
    begin, opened = len(columns.case_ids), np.zeros(len(openings), _OPENED)
    seqs, own = np.zeros(len(openings), np.int64), list[tuple[int, ...]]()
    applied, unknown = np.zeros(len(openings), np.int64), np.zeros(len(openings), np.bool_)
    for index, opening in enumerate(openings):
        columns.case_ids.append(opening["case_id"])
        columns.numbers.append(opening["number"])
        columns.customers.append(opening["customer_id"])
        promise = columns.index_of.setdefault(opening["promise"], len(columns.index_of))
        priority = PRIORITIES.index(opening["priority"])
        opened[index] = (microseconds(opening["opened_at"]), priority, promise)
        seqs[index], applied[index] = opening["seq"], opening["applied_seq"] or 0
        if opening["withdrawn"] is not None:
            own += _accepted(decode_state(opening["withdrawn"]), index, applied[index] + 1)
        switches = columns.switches.get(opening["case_id"], ())
        own += [_followed(columns, one, index) for one in switches]
        unknown[index] = _counts_by_another(columns, opening, switches)
    facts = _facts(row)
    np.maximum.at(seqs, facts["case"], facts["seq"])
    # Whatever the clock applied is kept, unless an older instance applied it.
    columns.lacking += int(np.count_nonzero((applied > seqs) | unknown))
    facts = facts[facts["kind"] >= 0]
    if own:
        # The sort is stable: a switch stays behind the event whose seq it has.
        facts = np.concatenate((facts, np.array(own, _FACT)))
        facts = facts[np.lexsort((facts["seq"], facts["recorded_at"], facts["case"]))]
    facts["case"] += begin
    columns.opened.append(opened)
    columns.facts.append(facts)


def _facts(row: Row | None) -> _Facts:
    if row is None or row["cases"] is None:
        return np.zeros(0, _FACT)
    facts = np.zeros(len(row["cases"]), _FACT)
    facts["case"], facts["seq"], facts["kind"] = row["cases"], row["seqs"], row["kinds"]
    facts["recorded_at"], facts["at"] = row["recorded_at"], row["at"]
    facts["priority"], facts["calendar"] = row["priorities"], NO_CALENDAR
    return facts


def _followed(columns: _Columns, switch: Row, index: int) -> tuple[int, ...]:
    """Return the switch to a later version of the calendar as a fact (CP-25)."""
    calendar = CalendarRef(
        calendar_id=switch["calendar_id"], version=switch["version"], zone=switch["zone"]
    )
    number = columns.calendars.setdefault(calendar, len(columns.calendars))
    recorded_at, at = (microseconds(switch[name]) for name in ("recorded_at", "at"))
    kind = KINDS.index("followed-calendar")
    return index, switch["seq"], kind, recorded_at, at, NO_PRIORITY, number


def _counts_by_another(columns: _Columns, opening: Row, switches: Sequence[Row]) -> bool:
    """Return whether the case counts by another version than what is kept of it says."""
    promised = columns.promise_of[opening["promise"]].calendar.version
    kept = max([promised, *(one["version"] for one in switches)])
    return opening["calendar_version"] not in (None, kept)


def _accepted(deadline: Deadline, index: int, seq: int) -> Sequence[tuple[int, ...]]:
    """Return the accepted claim as a fact, which the clock's own log tells of (CP-27c)."""
    withdrawal = deadline.withdrawal
    if withdrawal is None:
        return ()
    recorded_at, kind = microseconds(withdrawal.withdrawn_at), KINDS.index("claim-accepted")
    return [
        (index, seq, kind, recorded_at, microseconds(claim.answered_at), NO_PRIORITY, NO_CALENDAR)
        for claim in deadline.late_claims
        if claim.claim_id == withdrawal.claim_id
    ]
