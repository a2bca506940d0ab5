"""Turns an incident's rows into commands and their times.

It is pure, so that anybody can ask what history holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from events.catalogue.terms import Priority
from intake.domain.case import Case
from intake.domain.change_priority import ChangePriority
from intake.domain.close_case import CloseCase
from intake.domain.provide_information import ProvideInformation
from intake.domain.reopen_case import ReopenCase
from intake.domain.request_information import RequestInformation
from intake.domain.resolve_case import ResolveCase
from intake.domain.respond_to_case import RespondToCase
from intake.history.incidents import AuditRow, Incident
from intake.history.slug import slug

TEXT = "(imported: the log does not hold what was written)"
NOBODY = "unknown-engineer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The incident was opened, with the priority of its first row."""

    priority: Priority


Command = (
    Opening
    | ChangePriority
    | ReopenCase
    | RespondToCase
    | ProvideInformation
    | RequestInformation
    | ResolveCase
    | CloseCase
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedCommand:
    """What was done `at` an instant (UTC).

    `row_number` is 0 for the opening, then the row's number within the incident.
    """

    at: datetime
    row_number: int
    command: Command


def retell(incident: Incident, case: Case | None = None) -> Iterator[TimedCommand]:
    """Yield the commands in order; those of an incident that is a `case` already go on with it.

    The first row that is an answer is the first response (where the log does not say, the first
    one whose state is not New); Awaiting User Info waits for the customer until a row with another
    state. Several things in one row happened in this order: reopened, priority, answered, wait
    ended, wait begun, resolved, closed. Rows after a closing, and priorities while resolved, change
    nothing.
    """
    if case is None:
        priority = incident.rows[0].priority
        yield TimedCommand(at=incident.opened_at, row_number=0, command=Opening(priority=priority))
        retelling = _Retelling(priority)
    else:
        retelling = _Retelling.of(case)
    for number, row in enumerate(incident.rows, start=1):
        for command in retelling.commands_of(row):
            yield TimedCommand(at=row.at, row_number=number, command=command)


class _Retelling:
    """The state that the rows so far have led to."""

    def __init__(self, priority: Priority) -> None:
        self._priority: Priority = priority
        self._answered = self._waiting = self._resolved = self._closed = False

    @classmethod
    def of(cls, case: Case) -> Self:
        """Return the state that an earlier log has led to."""
        retelling = cls(case.priority)
        retelling._answered = case.first_responded_at is not None
        retelling._waiting = case.status == "waiting-on-customer"
        retelling._resolved = case.status == "resolved"
        retelling._closed = case.status == "closed"
        return retelling

    def commands_of(self, row: AuditRow) -> Iterator[Command]:
        if self._closed:
            return
        # The order in which the states allow them: a resolved case takes no new priority, and an
        # answer goes before a solution, which would otherwise be recorded as the first answer
        # itself.
        yield from self._reopened(row)
        yield from self._reprioritized(row)
        yield from self._was_answered(row)
        yield from self._waited(row)
        yield from self._ended(row)

    def _reopened(self, row: AuditRow) -> Iterator[Command]:
        if self._resolved and row.state not in ("Resolved", "Closed"):
            self._resolved = False
            yield ReopenCase(reason="reopened in the imported log", now=row.at)

    def _reprioritized(self, row: AuditRow) -> Iterator[Command]:
        # A priority given while the case is resolved is not remembered, so the row that reopens the
        # case changes it.
        if row.priority != self._priority and not self._resolved:
            self._priority = row.priority
            yield ChangePriority(
                priority=row.priority, reason="changed in the imported log", now=row.at
            )

    def _was_answered(self, row: AuditRow) -> Iterator[Command]:
        if not self._answered and row.is_answer:
            self._answered = True
            yield RespondToCase(responder_id=_engineer(row), text=TEXT, now=row.at)

    def _waited(self, row: AuditRow) -> Iterator[Command]:
        waits = row.state == "Awaiting User Info"
        if self._waiting and not waits:
            yield ProvideInformation(text=None, now=row.at)
        if waits and not self._waiting:
            yield RequestInformation(text=TEXT, now=row.at)
        self._waiting = waits

    def _ended(self, row: AuditRow) -> Iterator[Command]:
        if row.state == "Resolved" and not self._resolved:
            self._resolved = True
            yield ResolveCase(engineer_id=_engineer(row), text=TEXT, now=row.at)
        if row.state == "Closed":
            self._closed = True
            yield CloseCase(author_id=_engineer(row), text=None, now=row.at)


def _engineer(row: AuditRow) -> str:
    engineer = row.by or row.assigned_to
    return (slug(engineer) if engineer else "") or NOBODY
