"""An incident as the ticket system's audit log tells it: one entry a row, in order, in UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Priority

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """What one row says. `line` is its line in the file, from 1; `at` in UTC, never before the row before it or the opening."""

    line: int
    at: datetime
    state: State
    priority: Priority
    assigned_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident with its rows in order; `opened_at` in UTC; `about` is its category and symptom.

    `location` and `caller` are None where the log does not know.
    """

    number: str
    opened_at: datetime
    location: str | None
    caller: str | None
    about: str
    rows: tuple[AuditRow, ...]


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """A row that can't be read, by line (from 1) and column."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.problem}"
