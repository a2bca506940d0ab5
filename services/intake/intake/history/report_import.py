"""Reports what an import brought in or would make, and which figures to read with care."""

from collections import Counter
from collections.abc import Mapping, Sequence

from careplans.vocabulary import PLANS, PRIORITIES
from events.operations.terminal import text_table
from intake.history.collect_incidents import Log, Passed
from intake.history.distinct_ids import customer_id_of
from intake.history.find_doubts import doubts
from intake.history.incidents import BadRow
from intake.history.plan_history import HistoryPlan

SHOWN = 20
"""How many bad rows are named one by one: enough to see a pattern, few enough for a terminal."""


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
    return [
        f"{plan.cases} cases of {len(plan.customers)} customers {would};"
        f" their terms go from {plan.term[0]} to {plan.term[1]}",
        "",
        *_by_customer(plan),
        "",
        *text_table(
            ("unclear or left out", "count", "what", "what becomes of it"),
            [(it.kind, str(it.count), it.what, it.why) for it in doubts(plan, log.passed)],
        ),
        *(["", *bad_table(log.bad)] if log.bad else []),
    ]


def bad_table(bad: Sequence[BadRow]) -> Sequence[str]:
    """Return a table of the bad rows, the first ones by line and column."""
    rows = [(str(row.line), row.column, row.problem) for row in sorted(bad)[:SHOWN]]
    more = len(bad) - SHOWN
    return [
        *text_table(("bad row", "column", "why"), rows),
        *([f"... and {more} more"] if more > 0 else []),
    ]


def _by_customer(plan: HistoryPlan) -> Sequence[str]:
    opened = Counter((customer_id_of(it), it.rows[0].priority) for it in plan.incidents)
    return text_table(
        ("customer", "name", "plan", "people", *PRIORITIES),
        [
            (
                customer.customer_id,
                customer.name,
                customer.plan,
                str(len(customer.callers)),
                *(str(opened[customer.customer_id, priority]) for priority in PRIORITIES),
            )
            for customer in plan.customers
        ],
    )


def _by_plan(plan: HistoryPlan) -> list[str]:
    counts, lines = plan.counts(), list[str]()
    for name in PLANS:
        by_priority = "  ".join(
            f"{priority} {counts.get((name, priority), 0):>4}" for priority in PRIORITIES
        )
        customers = sum(customer.plan == name for customer in plan.customers)
        lines.append(f"{name:<9} {customers:>4} customers  {by_priority}")
    return lines
