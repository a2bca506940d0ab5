"""Defines an incident as the audit log has it: one entry a row, in order, in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args

from events.catalogue.terms import Priority

System = Literal["servicenow", "zendesk", "jira", "csv"]
"""The kinds of log that are read; an incident's number is its own within one of them."""

SYSTEMS: tuple[System, ...] = get_args(System)

State = Literal[
    "New",
    "Active",
    "Awaiting User Info",
    "Awaiting Problem",
    "Awaiting Vendor",
    "Awaiting Evidence",
    "Resolved",
    "Closed",
]

Note = Literal[
    "attachment",
    "comment",
    "custom value",
    "merged",
    "other change",
    "participant",
    "rating",
    "several customers",
    "sla field",
    "tag",
]
"""What a log has of an incident that a case does not take, or that is not clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """What one row says.

    `line` is its line in the file, from 1; `at` in UTC, never before the opening: if the file had
    it earlier, it was `moved`. `answers`: whether it is an answer to the
    customer, None if the log does not say; then any state but New is one. `by`: the engineer who
    did it, None if the log does not say; then it is the one who had the incident.
    """

    line: int
    at: datetime
    state: State
    priority: Priority
    assigned_to: str | None
    moved: bool = False
    answers: bool | None = None
    by: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the customer was answered by now, as far as this row tells."""
        return self.state != "New" if self.answers is None else self.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident with its rows in order; `opened_at` in UTC; `about` is its category and symptom.

    `location`, `caller` and `contact_type` are None if the log does not know. `sorted_rows`: the
    file had its rows in another order. `system`: whose log it is. `notes`: how much of what stands
    in the log and not in the rows.
    """

    number: str
    opened_at: datetime
    location: str | None
    caller: str | None
    about: str
    rows: tuple[AuditRow, ...]
    contact_type: str | None = None
    sorted_rows: bool = False
    system: System = "servicenow"
    notes: Mapping[Note, int] = field(default_factory=dict, hash=False)

    @property
    def in_work_at_first(self) -> bool:
        """Whether its first row is in work already: the answer came then, or at any time before."""
        return self.rows[0].is_answer

    @property
    def answered_at_once(self) -> bool:
        """Whether its first answer has the very time of the opening: it may have come before it."""
        first = next((row for row in self.rows if row.is_answer), None)
        return first is not None and first.at == self.opened_at

    @property
    def rows_after_closing(self) -> int:
        """How many rows follow the first one that says Closed; they change nothing."""
        closed = next(
            (number for number, row in enumerate(self.rows, 1) if row.state == "Closed"),
            len(self.rows),
        )
        return len(self.rows) - closed

    @property
    def reassignments(self) -> int:
        """How often a row names another engineer than the last one that was named."""
        named = [row.assigned_to for row in self.rows if row.assigned_to is not None]
        return sum(before != after for before, after in pairwise(named))


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """A row that can't be read, by line (from 1) and column."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.problem}"
