"""Finds what a log leaves unclear and what an import leaves out, so that its figures are read with
care."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from events.one_line import one_line
from intake.history.collect_incidents import Passed
from intake.history.incidents import Incident, Note
from intake.history.plan_history import HistoryPlan

Kind = Literal["unclear", "left out"]

_NOTES: Final[Mapping[Note, tuple[Kind, str, str]]] = {
    "merged": (
        "unclear",
        "cases were merged into another",
        "each is a case of its own, closed then; what was answered in the other is not known",
    ),
    "several customers": (
        "unclear",
        "cases name several organizations",
        "the first is the customer",
    ),
    "comment": (
        "left out",
        "comments and notes",
        "a case holds when it was answered, and not what was written",
    ),
    "attachment": ("left out", "attached files", "they stay where they are"),
    "rating": ("left out", "ratings by customers", "no report asks for them"),
    "tag": ("left out", "tags", "a case has none"),
    "custom value": ("left out", "values of custom fields", "a case has none"),
    "sla field": (
        "left out",
        "verdicts of the other system on its own targets",
        "the clock judges by the care plans",
    ),
    "participant": ("left out", "people who took part", "a case is its reporter's"),
}
"""What is words of a note; an `other change` is counted with the rows that change nothing."""

_PASSED: Final[Mapping[Passed, tuple[Kind, str, str]]] = {
    "deleted": ("left out", "tickets were deleted", "they become no cases"),
    "told again": ("unclear", "tickets stand in the file again", "the newest of each counts"),
    "change of no issue": (
        "left out",
        "changes are of issues that the file of issues lacks",
        "they become no cases",
    ),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is unclear in a log, or left out of it; `why`: what becomes of it."""

    kind: Kind
    count: int
    what: str
    why: str

    def __str__(self) -> str:
        """Return the doubt as one line."""
        return f"{self.count} {self.what}: {self.why}"


def doubts(plan: HistoryPlan, passed: Mapping[Passed, int] | None = None) -> Sequence[Doubt]:
    """Return what is unclear, then what is left out; nothing that does not occur.

    `passed`: what the reader of the log passed over.
    """
    # What the log says of an opening is nothing to an incident that goes on.
    opened = [it for it in plan.incidents if plan.stored.case_of(it) is None]
    possible = (
        *_unclear(plan.incidents, opened),
        *_left_out(plan, opened),
        *_noted(plan.incidents),
        *(Doubt(*_around(_PASSED[why], count)) for why, count in (passed or {}).items()),
    )
    # Stable: what is unclear first.
    return sorted(
        (doubt for doubt in possible if doubt.count), key=lambda it: it.kind == "left out"
    )


def _noted(incidents: Sequence[Incident]) -> Sequence[Doubt]:
    counts: Counter[Note] = Counter()
    for incident in incidents:
        counts.update(incident.notes)
    return [Doubt(*_around(words, counts[note])) for note, words in _NOTES.items()]


def _around(words: tuple[Kind, str, str], count: int) -> tuple[Kind, int, str, str]:
    kind, what, why = words
    return kind, count, what, why


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
            "rows were timed before the opening",
            "they have its time",
        ),
    )


def _left_out(plan: HistoryPlan, opened: Sequence[Incident]) -> Sequence[Doubt]:
    incidents = plan.incidents
    types = Counter(it.contact_type for it in opened if it.contact_type is not None)
    shown = ", ".join(f"{one_line(name, 40)} {count}" for name, count in types.most_common(3))
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
    others = sum(it.notes.get("other change", 0) for it in plan.incidents)
    return others + rows - sum(step.row_number > 1 for step in plan.steps)
