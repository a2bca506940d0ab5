"""Reports what an import brought in or would make, and which figures to read with care."""

from collections import Counter
from collections.abc import Mapping, Sequence

from careplans.vocabulary import PLANS, PRIORITIES
from events.operations.terminal import fitted_table, terminal_width
from intake.history.collect_incidents import Log, Passed
from intake.history.distinct_ids import customer_id_of
from intake.history.find_doubts import doubts
from intake.history.incidents import BadRow
from intake.history.plan_history import HistoryPlan

SHOWN = 20
"""How many kinds of bad rows are named: enough to see a pattern, few enough for a terminal."""

LINES = 8
"""How many lines are named that are bad in one way."""


def report_lines(
    plan: HistoryPlan, events: int, bad_rows: int, passed: Mapping[Passed, int]
) -> Sequence[str]:
    """Return the lines: cases by plan and priority, then what distorts the figures."""
    lines = [
        f"{plan.cases} cases of {len(plan.customers)} customers, {events} events",
        *([f"{plan.continued} cases of an earlier import go on"] if plan.continued else []),
        *_by_plan(plan),
    ]
    notes = [str(doubt) for doubt in doubts(plan, passed)]
    if bad_rows:
        notes.append(f"{bad_rows} bad rows were skipped, with the rest of their incidents")
    return [*lines, *notes]


def dry_run_lines(plan: HistoryPlan, log: Log, *, skipping: bool) -> Sequence[str]:
    """Return what an import would make, as a table of customers, what is unclear and why, and the
    rows that cannot be taken."""
    would = "would be made" if skipping or not log.bad else "would be made without the bad rows"
    width = terminal_width()
    unclear = [(it.kind, f"{it.count:,}", it.what, it.why) for it in doubts(plan, log.passed)]
    return [
        f"{plan.cases} cases of {len(plan.customers)} customers {would};"
        f" their terms go from {plan.term[0]} to {plan.term[1]}",
        "",
        *_by_customer(plan, width),
        *_titled(fitted_table(("", "count", "what", "what becomes of it"), unclear, width)),
        *_titled(bad_table(log.bad, width)),
    ]


def _titled(table: Sequence[str]) -> Sequence[str]:
    return ["", *table] if table else []


def bad_lines(name: str, bad: Sequence[BadRow]) -> Sequence[str]:
    """Return a line for each kind of bad row: the first of it, and which lines are alike."""
    alike = _alike(bad)
    lines = [
        f"{name}: {rows[0]}" + (f" (and lines {_lines(rows[1:])})" if len(rows) > 1 else "")
        for rows in alike[:SHOWN]
    ]
    return [*lines, *_more(alike)]


def bad_table(bad: Sequence[BadRow], width: int) -> Sequence[str]:
    """Return a table of the kinds of bad rows: how many, where, and why."""
    alike = _alike(bad)
    cells = [
        (f"{len(rows):,}", _lines(rows), rows[0].column, rows[0].problem) for rows in alike[:SHOWN]
    ]
    table = fitted_table(("bad rows", "lines", "column", "why"), cells, width)
    return [*table, *_more(alike)]


def _alike(bad: Sequence[BadRow]) -> Sequence[Sequence[BadRow]]:
    """Return the rows of each problem, in the order of their first lines."""
    by_problem: dict[str, list[BadRow]] = {}
    for row in sorted(bad):
        by_problem.setdefault(row.problem, []).append(row)
    return list(by_problem.values())


def _lines(rows: Sequence[BadRow]) -> str:
    lines = ", ".join(str(row.line) for row in rows[:LINES])
    more = len(rows) - LINES
    return f"{lines} and {more:,} more" if more > 0 else lines


def _more(alike: Sequence[Sequence[BadRow]]) -> Sequence[str]:
    more = sum(len(rows) for rows in alike[SHOWN:])
    return [f"... and {more:,} more"] if more else []


def _by_customer(plan: HistoryPlan, width: int) -> Sequence[str]:
    opened = Counter((customer_id_of(it), it.rows[0].priority) for it in plan.incidents)
    rows = [
        (
            customer.customer_id,
            customer.name,
            customer.plan,
            f"{len(customer.callers):,}",
            *(f"{opened[customer.customer_id, priority]:,}" for priority in PRIORITIES),
        )
        for customer in plan.customers
    ]
    people = sum(len(customer.callers) for customer in plan.customers)
    by_priority = Counter(it.rows[0].priority for it in plan.incidents)
    total = ("all", "", "", f"{people:,}", *(f"{by_priority[it]:,}" for it in PRIORITIES))
    return fitted_table(("customer", "name", "plan", "people", *PRIORITIES), [*rows, total], width)


def _by_plan(plan: HistoryPlan) -> list[str]:
    counts, lines = plan.counts(), list[str]()
    for name in PLANS:
        by_priority = "  ".join(
            f"{priority} {counts.get((name, priority), 0):>4}" for priority in PRIORITIES
        )
        customers = sum(customer.plan == name for customer in plan.customers)
        lines.append(f"{name:<9} {customers:>4} customers  {by_priority}")
    return lines
