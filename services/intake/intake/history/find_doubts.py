"""Finds what a log leaves unclear and what an import leaves out, so that its figures are read with
care."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from intake.history.incidents import Incident
from intake.history.plan_history import HistoryPlan


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is unclear in a log, or left out of it; `why`: what becomes of it."""

    kind: Literal["unclear", "left out"]
    count: int
    what: str
    why: str

    def __str__(self) -> str:
        """Return the doubt as one line."""
        return f"{self.count} {self.what}: {self.why}"


def doubts(plan: HistoryPlan) -> Sequence[Doubt]:
    """Return what is unclear, then what is left out; nothing that does not occur."""
    # What the log says of an opening is nothing to an incident that goes on.
    opened = [it for it in plan.incidents if plan.stored.case_of(it) is None]
    possible = (*_unclear(plan.incidents, opened), *_left_out(plan, opened))
    return [doubt for doubt in possible if doubt.count]


def _unclear(incidents: Sequence[Incident], opened: Sequence[Incident]) -> Sequence[Doubt]:
    at_once = sum(it.answered_at_once for it in opened)
    # Apart from those at once: they have a time, but maybe a later one than the true one.
    in_work = sum(it.in_work_at_first and not it.answered_at_once for it in opened)
    return (
        Doubt(
            "unclear",
            at_once,
            "cases were answered at the instant of their opening",
            "they count as met after 0 s, as the log has it",
        ),
        Doubt(
            "unclear",
            in_work,
            "cases were in work in their first row",
            "they count as answered at its time, and may have been before",
        ),
        Doubt(
            "unclear",
            sum(it.location is None for it in opened),
            "cases name no location",
            "they stand together as one customer, unknown-location",
        ),
        Doubt(
            "unclear",
            sum(it.caller is None for it in opened),
            "cases name no caller",
            "they stand under one user, unknown-caller",
        ),
        Doubt(
            "unclear",
            sum(it.sorted_rows for it in incidents),
            "incidents had rows in another order",
            "they were sorted by time",
        ),
        Doubt(
            "unclear",
            sum(row.moved for it in incidents for row in it.rows),
            "rows were timed before the opening or the row ahead",
            "they have that one's time",
        ),
    )


def _left_out(plan: HistoryPlan, opened: Sequence[Incident]) -> Sequence[Doubt]:
    incidents = plan.incidents
    types = Counter(it.contact_type for it in opened if it.contact_type is not None)
    shown = ", ".join(f"{name} {count}" for name, count in types.most_common(3))
    return (
        Doubt(
            "left out",
            sum(it.rows_after_closing for it in incidents),
            "rows came after a closing",
            "they change nothing",
        ),
        Doubt(
            "left out",
            _silent_rows(plan),
            "rows changed neither state nor priority",
            "a case holds nothing of them",
        ),
        Doubt(
            "left out",
            sum(it.reassignments for it in incidents),
            "changes of the engineer",
            "a case holds who answered, resolved and closed it",
        ),
        Doubt(
            "left out",
            types.total(),
            f"cases have a contact type ({shown})",
            "all are logged online, since the plans take P2 to P4 online only (CP-14)",
        ),
    )


def _silent_rows(plan: HistoryPlan) -> int:
    """Return how many rows lead to no step, without first rows and those after a closing."""
    rows = sum(len(it.rows) - 1 - it.rows_after_closing for it in plan.incidents)
    return rows - sum(step.row_number > 1 for step in plan.steps)
