"""Reports what an import brought in, and which figures to read with care."""

from collections.abc import Sequence

from careplans.vocabulary import PLANS, PRIORITIES
from intake.history.incidents import Incident
from intake.history.plan_history import HistoryPlan


def report_lines(plan: HistoryPlan, events: int, bad_rows: int) -> Sequence[str]:
    """Return the lines: cases by plan and priority, then what distorts the figures."""
    lines = [
        f"{plan.cases} cases of {len(plan.customers)} customers, {events} events",
        *_by_plan(plan),
    ]
    notes = [*_notes(plan.incidents)]
    if bad_rows:
        notes.append(f"{bad_rows} bad rows were skipped, with the rest of their incidents")
    return [*lines, *notes]


def _by_plan(plan: HistoryPlan) -> list[str]:
    counts, lines = plan.counts(), list[str]()
    for name in PLANS:
        by_priority = "  ".join(
            f"{priority} {counts.get((name, priority), 0):>4}" for priority in PRIORITIES
        )
        customers = sum(customer.plan == name for customer in plan.customers)
        lines.append(f"{name:<9} {customers:>4} customers  {by_priority}")
    return lines


def _notes(incidents: Sequence[Incident]) -> list[str]:
    at_once = sum(incident.answered_at_once for incident in incidents)
    nowhere = sum(incident.location is None for incident in incidents)
    after = sum(incident.rows_after_closing for incident in incidents)
    counted = (
        (
            at_once,
            "cases were answered at the instant of their opening, as the log has it:"
            " they count as met after 0 s",
        ),
        (nowhere, "cases name no location: they stand together as one customer, unknown-location"),
        (after, "rows came after a closing: they change nothing"),
    )
    return [f"{count} {what}" for count, what in counted if count]
