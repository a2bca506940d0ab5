"""Reads tickets with their audits from Zendesk's JSON: an object a line, or {"tickets": [...]}.

An audit is an update, and what it changed stands in its events: `Create` and `Change` with a field
and its value, `Comment` with who wrote and whether it is public. The first answer is the first
public comment by somebody who is neither the requester nor copied in; a status says nothing of it.
Times have their offset.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from events.catalogue.terms import Priority
from intake.history.collect_incidents import BadCell, Collector, Log, LogEntry, NotALog
from intake.history.incidents import AuditRow, Incident
from intake.history.log_words import (
    ZENDESK_PRIORITIES,
    ZENDESK_STATES,
    LogMapping,
    priority_of,
    state_of,
)
from intake.history.written_time import written_time

_UTC = ZoneInfo("UTC")


class _Named(msgspec.Struct, frozen=True):
    id: int | None = None
    name: str | None = None


class _Via(msgspec.Struct, frozen=True):
    channel: str | int | None = None


class _AuditEvent(msgspec.Struct, frozen=True):
    type: str
    field_name: str | None = None
    value: object = None
    public: bool = False
    author_id: int | None = None


class _Audit(msgspec.Struct, frozen=True):
    created_at: str
    author_id: int | None = None
    events: tuple[_AuditEvent, ...] = ()


class _Ticket(msgspec.Struct, frozen=True):
    id: int
    created_at: str
    subject: str | None = None
    requester_id: int | None = None
    requester: _Named | None = None
    organization_id: int | None = None
    organization: _Named | None = None
    collaborator_ids: tuple[int, ...] = ()
    email_cc_ids: tuple[int, ...] = ()
    via: _Via | None = None
    audits: tuple[_Audit, ...] = ()


class _Number(msgspec.Struct, frozen=True):
    id: int | None = None


class _Tickets(msgspec.Struct, frozen=True):
    tickets: tuple[msgspec.Raw, ...]


def read_zendesk(
    file: Path, mapping: LogMapping, unset_priority: Priority | None, now: datetime
) -> Log:
    """Return the tickets of the file as incidents, and the bad ones by line.

    In one document, a line is a ticket's place in it. `unset_priority`: that of a ticket which has
    none, else it is a bad one. Raises NotALog, OSError.
    """
    reading, collector = _Reading(mapping, unset_priority, now), Collector()
    for line, text in _tickets(file):
        try:
            for entry in reading.entries(line, _decoded(text)):
                collector.add(entry)
        except BadCell as bad:
            collector.spoil(_number(text), line, bad)
    return collector.log()


def _tickets(file: Path) -> Iterator[tuple[int, bytes | msgspec.Raw]]:
    content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        document = msgspec.json.decode(content, type=_Tickets)
    except msgspec.DecodeError:
        # Not one document: an object a line.
        lines = content.splitlines()
    else:
        yield from enumerate(document.tickets, start=1)
        return
    if not any(line.lstrip().startswith(b"{") for line in lines):
        raise NotALog(f"{file.name} holds no tickets as JSON")
    yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _decoded(text: bytes | msgspec.Raw) -> _Ticket:
    try:
        return msgspec.json.decode(text, type=_Ticket)
    except msgspec.ValidationError as problem:
        # msgspec writes "... - at `$.audits[0].created_at`".
        what, _, field = str(problem).partition(" - at ")
        raise BadCell(field.strip("`$.") or "ticket", what) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadCell("ticket", "is no JSON object") from None


def _number(text: bytes | msgspec.Raw) -> str:
    try:
        return str(msgspec.json.decode(text, type=_Number).id or "")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


class _Reading:
    """One pass over a file."""

    def __init__(self, mapping: LogMapping, unset: Priority | None, now: datetime) -> None:
        self._states = {**ZENDESK_STATES, **mapping.states}
        self._priorities = {**ZENDESK_PRIORITIES, **mapping.priorities}
        self._unset, self._now = unset, now

    def entries(self, line: int, ticket: _Ticket) -> Sequence[LogEntry]:
        """Return a row for each audit that changed something or answered. Raises BadCell."""
        if not ticket.audits:
            raise BadCell("audits", "are missing: export the tickets with their audits")
        incident = _incident(ticket, self._time("created_at", ticket.created_at))
        fields: dict[str, str] = {"priority": self._first_priority(ticket)}
        entries: list[LogEntry] = []
        for index, audit in enumerate(ticket.audits):
            column = f"audits[{index}]"
            changed = _changes(audit)
            answers = _answers(audit, ticket)
            fields |= changed
            if index == 0 or answers or changed:
                at = self._time(f"{column}.created_at", audit.created_at)
                row = self._row(line, column, at, fields, answers=answers)
                entries.append(LogEntry(row=row, incident=incident))
        return entries

    def _row(
        self, line: int, column: str, at: datetime, fields: Mapping[str, str], *, answers: bool
    ) -> AuditRow:
        return AuditRow(
            line=line,
            at=at,
            state=state_of(f"{column}.status", fields.get("status", ""), self._states),
            priority=priority_of(f"{column}.priority", fields["priority"], self._priorities),
            assigned_to=fields.get("assignee_id"),
            answers=answers,
        )

    def _first_priority(self, ticket: _Ticket) -> str:
        """Return the first priority that was set, which counts from the opening on."""
        changes = (_changes(audit).get("priority") for audit in ticket.audits)
        if text := next((it for it in changes if it), None):
            return text
        if self._unset is not None:
            return next(word for word, it in ZENDESK_PRIORITIES.items() if it == self._unset)
        raise BadCell("priority", "was never set: say --unset-priority, such as P3")

    def _time(self, column: str, text: str) -> datetime:
        return written_time(column, text, _UTC, self._now)


def _incident(ticket: _Ticket, opened_at: datetime) -> Incident:
    channel = ticket.via.channel if ticket.via else None
    return Incident(
        number=str(ticket.id),
        opened_at=opened_at,
        location=_name(ticket.organization, ticket.organization_id),
        caller=_name(ticket.requester, ticket.requester_id),
        about=(ticket.subject or "").replace("\x00", "").strip() or "Ticket",
        rows=(),
        contact_type=None if channel is None else str(channel),
        system="zendesk",
    )


def _name(named: _Named | None, identifier: int | None) -> str | None:
    """Return the name where the export has it, else the id: it tells them apart all the same."""
    if named is not None and named.name:
        return named.name.replace("\x00", "").strip() or None
    known = identifier or (named.id if named else None)
    return None if known is None else str(known)


def _changes(audit: _Audit) -> dict[str, str]:
    """Return the fields that count, as the audit left them; one that was emptied keeps its value.

    Events of other kinds, which may be added at any time, are passed over.
    """
    return {
        event.field_name: str(event.value)
        for event in audit.events
        if event.type in ("Create", "Change")
        and event.field_name in ("status", "priority", "assignee_id")
        and event.value not in (None, "")
    }


def _answers(audit: _Audit, ticket: _Ticket) -> bool:
    requester = ticket.requester_id or (ticket.requester.id if ticket.requester else None)
    customers = {requester, *ticket.collaborator_ids, *ticket.email_cc_ids}
    # Below 1 are Zendesk's own: an automatic answer is nobody's (CP-28).
    return any(
        event.type == "Comment"
        and event.public
        and (author := event.author_id or audit.author_id) is not None
        and author > 0
        and author not in customers
        for event in audit.events
    )
