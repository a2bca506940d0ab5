"""Counts and orders in SQL what a review shows, so that a customer may have any number of cases.

Every statement takes the same arguments first: $1 customer, $2 as-of (null: as things stand), $3
start, $4 end and $5 the year's start of the period, $6 the instant before the period, $7 the last
one of it (or as-of), $8 the instant up to which the period is covered. A statement that does not
need one of them tests it for null all the same: Postgres cannot tell the type of a parameter that
is never used.
"""

_KNOWN = """case when $2::timestamptz is null then {row}.until_seq is null
    else {row}.valid_from <= $2 and ({row}.valid_to is null or {row}.valid_to > $2) end"""
_THEN = "{row}.valid_from <= {at} and ({row}.valid_to is null or {row}.valid_to > {at})"

# A case that is known to have ended before the period's end ended in it, even where that was
# recorded later; what the log knew at the end comes first, since a case may have been opened again
# since.
CASES = f"""
with facts as (
    select k.key, k.number, k.opened_at, k.opened_priority,
        coalesce(e.priority, k.priority) as priority, coalesce(e.status, k.status) as status,
        case when e.ended_at < $4 then e.ended_at when k.ended_at < $4
            then k.ended_at end as ended_at,
        case when e.ended_at < $4 then e.priority when k.ended_at < $4
            then k.priority end as ended_priority,
        case when e.ended_at < $4 then e.excluded_reason when k.ended_at < $4
            then k.excluded_reason end is not null as excluded,
        coalesce(s.ended_at < $3, false) or coalesce(k.ended_at < $3, false) as over_at_start,
        d.key is not null as clocked
    from {{schema}}.case_history k
    left join {{schema}}.case_history e on e.key = k.key
        and {_THEN.format(row="e", at="$7::timestamptz")}
    left join {{schema}}.case_history s on s.key = k.key
        and {_THEN.format(row="s", at="$6::timestamptz")}
    left join {{schema}}.deadline_history d on d.key = k.key || '/first_response'
        and {_KNOWN.format(row="d")}
    where k.customer_id = $1 and k.opened_at < $4 and (k.ended_at is null or k.ended_at >= $5)
        and {_KNOWN.format(row="k")}
), stated as (
    select *, ended_at is null and status not in ('closed', 'excluded') as open_at_end from facts
)
"""  # noqa: S608 - parts of ours

# `width_bucket` gives the number of the band: 0 below the first cut, a cut itself is in the upper
# band. Closed, excluded and resolved cases are no backlog, so they have no age.
COUNT_CASES = f"""{CASES}
select case when opened_at >= $3 then 'period' when opened_at >= $5 then 'year'
    else 'before' end as opened,
    opened_priority, priority,
    case when ended_at >= $3 then 'period' when ended_at >= $5 then 'year' when ended_at is not null
        then 'before' end as ended,
    ended_priority, excluded, over_at_start, open_at_end,
    case when open_at_end and status <> 'resolved'
        then width_bucket(extract(epoch from $8::timestamptz - opened_at)::float8 / 86400,
            $9::float8[]) end as age,
    clocked, count(*) as count
from stated group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""  # noqa: S608 - parts of ours

OPEN_CASES = f"""{CASES}
select key from stated where open_at_end and $8::timestamptz is not null
order by priority, opened_at, number limit $9 offset $10
"""  # noqa: S608 - parts of ours

TOUCHED_CASES = f"""{CASES}
select key from stated where (opened_at >= $3 or ended_at >= $3 or open_at_end)
    and $8::timestamptz is not null
order by opened_at, number limit $9 offset $10
"""  # noqa: S608 - parts of ours

_TARGETS = f"""
from {{schema}}.deadline_history d
where d.customer_id = $1 and d.started_at < $4 and {_KNOWN.format(row="d")}
    and $3::timestamptz is not null and $5::timestamptz is not null
    and $6::timestamptz is not null and $7::timestamptz is not null
    and $8::timestamptz is not null
"""
# The end is the next period's first instant: a verdict at midnight is counted once.
_FELL = "d.verdict_at >= $3 and d.verdict_at < $4"

# An answer with no lateness is one that is said to have been given in time (CP-27c). Its own label,
# since it is neither late nor missing.
COUNT_TARGETS = f"""
select d.priority, d.verdict, width_bucket(coalesce(d.verdict_at, d.due_at),
    $9::timestamptz[]) as slot,
    d.verdict is null and not d.paused and not d.excused and d.due_at <= $8 as unjudged,
    case when d.verdict is distinct from 'missed' then null
        when d.answered_at is null then 'unanswered'
        when d.answered_late_s is null then 'told-in-time'
        else ($11::text[])[1 + width_bucket(d.answered_late_s, $10::float8[])] end as late,
    max(d.answered_late_s) filter (where d.verdict = 'missed') as longest_late_s,
    count(*) as count
{_TARGETS} group by 1, 2, 3, 4, 5
"""  # noqa: S608 - parts of ours

# A promise that was taken off is listed though its clock never stood: it explains why a case of the
# period has neither met nor missed its target.
STOOD = f"""
select coalesce(sum(d.paused_s), 0)::bigint as paused_s,
    coalesce(sum(d.excused_s), 0)::bigint as excused_s, count(*) as targets
{_TARGETS} and {_FELL} and (d.paused_s > 0 or d.excused_s > 0 or d.verdict = 'excused')
"""

STOOD_LINES = f"""
select d.* {_TARGETS} and {_FELL} and (d.paused_s > 0 or d.excused_s > 0 or d.verdict = 'excused')
order by d.number, d.key limit $9 offset $10
"""

# Whoever has waited longest for a first answer leads; then the others as they fell due.
BREACHES = f"""
select d.* {_TARGETS} and {_FELL} and d.verdict = $11
order by (d.answered_at is null) desc, d.due_at, d.key limit $9 offset $10
"""

# A case that is over waits for nobody: its unanswered breach would otherwise grow for ever.
LONGEST = f"""
select d.number, d.due_at, d.answered_at, d.answered_late_s {_TARGETS} and {_FELL}
    and d.verdict = 'missed'
    and (d.answered_late_s is not null or (d.answered_at is null and not exists (
        select from {{schema}}.case_history c
        where c.key = d.case_id and c.status in ('closed', 'excluded')
            and {_KNOWN.format(row="c")})))
order by (d.answered_at is null) desc, case when d.answered_at is null then d.due_at end,
    d.answered_late_s desc limit 1
"""  # noqa: S608 - parts of ours

_PAGES = f"""
from {{schema}}.page_history p
where p.customer_id = $1 and {_KNOWN.format(row="p")} and not p.drill
    and p.raised_at >= $3 and p.raised_at < $4
    and $5::timestamptz is not null and $6::timestamptz is not null
    and $7::timestamptz is not null and $8::timestamptz is not null
"""

# Nulls, the pages that nobody took, count neither in the median nor in the slowest.
PAGER = f"""
select count(*) as raised, count(p.acknowledged_at) as acknowledged,
    percentile_cont(0.5) within group (
        order by extract(epoch from p.acknowledged_at - p.raised_at)::float8) as median_after_s,
    max(extract(epoch from p.acknowledged_at - p.raised_at))::float8 as slowest_after_s
{_PAGES}
"""  # noqa: S608 - parts of ours

PAGE_LINES = f"select p.* {_PAGES} order by p.raised_at, p.key limit $9 offset $10"

# A customer's row names one term at a time, so the versions of the row hold all of them; a notice
# in any version with the term holds (CP-3).
TERMS = """
select plan, terms_version, term_starts_on, term_ends_on, min(seq) as seq,
    bool_and(notice_given_on is null) as goes_on
from {schema}.customer_history
where key = $1 and plan is not null and ($2::timestamptz is null or valid_from <= $2)
group by 1, 2, 3, 4 order by 5
"""
