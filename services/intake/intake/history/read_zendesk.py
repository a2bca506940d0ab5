"""Reads tickets with their audits from Zendesk's JSON.

An audit is an update, and what it changed stands in its events: `Create` and `Change` with a field
and its value, a comment with who wrote and whether it is public. The first answer is the first
public comment by support, or the first call that an agent took; a status says nothing of it, nor
does a comment that only tells of a merge. Times have their offset.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from events.catalogue.terms import Priority
from intake.history.collect_incidents import BadCell, Collector, Log, LogEntry
from intake.history.incidents import AuditRow, Incident
from intake.history.log_words import (
    ZENDESK_PRIORITIES,
    ZENDESK_STATES,
    LogMapping,
    priority_of,
    state_of,
)
from intake.history.written_time import written_time
from intake.history.zendesk_export import (
    COMMENTS,
    Audit,
    AuditEvent,
    Ticket,
    ZendeskExport,
    notes_of,
    read_export,
)
from intake.history.zendesk_people import ZendeskPeople, as_id

_DELETED = "deleted"


class _Number(msgspec.Struct, frozen=True):
    id: int | None = None


def read_zendesk(
    file: Path, mapping: LogMapping, unset_priority: Priority | None, now: datetime
) -> Log:
    """Return the tickets of the file as incidents, and the bad ones by line.

    Deleted ones are passed over; of one that stands there again, the newest counts.
    `unset_priority`: that of a ticket which has none, else it is a bad one. Raises NotALog,
    OSError.
    """
    export, collector = read_export(file), Collector()
    tickets = _newest(_decoded_tickets(export, collector), collector)
    people = ZendeskPeople(export, [ticket for _, ticket in tickets])
    reading = _Reading(mapping, unset_priority, now, people)
    for line, ticket in tickets:
        if ticket.status == _DELETED:
            collector.pass_over("deleted")
            continue
        try:
            for entry in reading.entries(line, ticket):
                collector.add(entry)
        except BadCell as bad:
            collector.spoil(str(ticket.id), line, bad)
    return collector.log()


def _decoded_tickets(export: ZendeskExport, collector: Collector) -> Iterator[tuple[int, Ticket]]:
    for line, text in export.tickets:
        try:
            yield line, _decoded(text)
        except BadCell as bad:
            collector.spoil(_number(text), line, bad)


def _newest(
    tickets: Iterator[tuple[int, Ticket]], collector: Collector
) -> Sequence[tuple[int, Ticket]]:
    """Return each ticket once: an incremental export has one again whenever it changed."""
    newest: dict[int, tuple[int, Ticket]] = {}
    for line, ticket in tickets:
        known = newest.get(ticket.id)
        if known is not None:
            collector.pass_over("told again")
        if known is None or (ticket.updated_at or "") >= (known[1].updated_at or ""):
            newest[ticket.id] = line, ticket
    return list(newest.values())


def _decoded(text: bytes | msgspec.Raw) -> Ticket:
    try:
        return msgspec.json.decode(text, type=Ticket)
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
    """One pass over the tickets."""

    def __init__(
        self,
        mapping: LogMapping,
        unset: Priority | None,
        now: datetime,
        people: ZendeskPeople,
    ) -> None:
        self._states = {**ZENDESK_STATES, **mapping.states}
        self._priorities = {**ZENDESK_PRIORITIES, **mapping.priorities}
        self._unset, self._now, self._people = unset, now, people

    def entries(self, line: int, ticket: Ticket) -> Sequence[LogEntry]:
        """Return a row for each audit that changed something or answered. Raises BadCell."""
        if not ticket.audits:
            raise BadCell("audits", "are missing: export the tickets with their audits")
        times = [
            self._time(f"audits[{index}].created_at", audit.created_at)
            for index, audit in enumerate(ticket.audits)
        ]
        # Not all of Zendesk's lists have the oldest first.
        order = sorted(range(len(times)), key=lambda it: (times[it], ticket.audits[it].id or 0))
        rows = self._rows(line, ticket, order, times)
        opened_at = self._time("created_at", ticket.created_at)
        incident = self._incident(ticket, opened_at, silent=len(times) - len(rows))
        return [
            LogEntry(row=row, incident=incident, updates=order.index(index))
            for index, row in sorted(rows.items())
        ]

    def _rows(
        self, line: int, ticket: Ticket, order: Sequence[int], times: Sequence[datetime]
    ) -> Mapping[int, AuditRow]:
        """Return the rows by the place of their audit in the ticket."""
        audits = [ticket.audits[index] for index in order]
        fields = {"priority": self._first_priority(audits), "status": _first_status(ticket, audits)}
        requester = _first_requester(ticket, audits)
        rows = dict[int, AuditRow]()
        for index, audit in zip(order, audits, strict=True):
            changed = _changes(audit)
            fields |= changed
            requester = as_id(changed.get("requester_id")) or requester
            answers = self._answers(audit, requester, ticket)
            if index == order[0] or answers or changed:
                by = self._engineer(audit, requester, ticket)
                rows[index] = self._row(
                    line, f"audits[{index}]", times[index], fields, answers=answers, by=by
                )
        return rows

    def _row(
        self,
        line: int,
        column: str,
        at: datetime,
        fields: Mapping[str, str],
        *,
        answers: bool,
        by: str | None,
    ) -> AuditRow:
        return AuditRow(
            line=line,
            at=at,
            state=state_of(f"{column}.status", fields["status"], self._states),
            priority=priority_of(f"{column}.priority", fields["priority"], self._priorities),
            assigned_to=self._people.person(as_id(fields.get("assignee_id"))),
            answers=answers,
            by=by,
        )

    def _answers(self, audit: Audit, requester: int | None, ticket: Ticket) -> bool:
        if audit.via is not None and audit.via.is_merge:
            return False
        return any(
            event.type in COMMENTS
            and event.public is True
            and not event.is_merge
            and self._people.is_support(_author(event, audit), requester, ticket)
            for event in audit.events
        )

    def _engineer(self, audit: Audit, requester: int | None, ticket: Ticket) -> str | None:
        author = next(
            (_author(event, audit) for event in audit.events if event.type in COMMENTS),
            audit.author_id,
        )
        is_support = self._people.is_support(author, requester, ticket)
        return self._people.person(as_id(author)) if is_support else None

    def _first_priority(self, audits: Sequence[Audit]) -> str:
        """Return the first priority that was set, which counts from the opening on."""
        changes = (_changes(audit).get("priority") for audit in audits)
        if text := next((it for it in changes if it), None):
            return text
        if self._unset is not None:
            return next(word for word, it in ZENDESK_PRIORITIES.items() if it == self._unset)
        raise BadCell("priority", "was never set: say --unset-priority, such as P3")

    def _incident(self, ticket: Ticket, opened_at: datetime, *, silent: int) -> Incident:
        channel = ticket.via.channel if ticket.via else None
        return Incident(
            number=str(ticket.id),
            opened_at=opened_at,
            location=self._people.organization(ticket),
            caller=self._people.requester(ticket),
            about=(ticket.subject or "").replace("\x00", "").strip() or "Ticket",
            rows=(),
            contact_type=None if channel is None else str(channel),
            system="zendesk",
            notes=notes_of(ticket, silent),
        )

    def _time(self, column: str, text: str) -> datetime:
        return written_time(column, text, None, self._now)


def _changes(audit: Audit) -> dict[str, str]:
    """Return the fields that count, as the audit left them; one that was emptied keeps its value.

    Events of other kinds, which may be added at any time, are passed over; so is a deletion, which
    was taken back where the ticket is still there.
    """
    return {
        str(event.field_name): str(event.value)
        for event in audit.events
        if event.type in ("Create", "Change")
        and event.field_name in ("status", "priority", "assignee_id", "requester_id")
        and event.value not in (None, "", _DELETED)
    }


def _author(event: AuditEvent, audit: Audit) -> object:
    """Return who wrote; of a call, the agent who took it, if one did."""
    taken_by = event.data.get("answered_by_id") if isinstance(event.data, dict) else None
    return taken_by or event.author_id or audit.author_id


def _first_status(ticket: Ticket, audits: Sequence[Audit]) -> str:
    """Return the status of the opening, also where the audit of the creation is missing."""
    first = _first_of("status", audits)
    if first is None:
        return ticket.status or ""
    return str((first.value if first.type == "Create" else first.previous_value) or "")


def _first_requester(ticket: Ticket, audits: Sequence[Audit]) -> int | None:
    """Return who asked at first: an agent may have opened it, and named the customer later."""
    first = _first_of("requester_id", audits)
    if first is None:
        return ticket.requested_by
    return as_id(first.value if first.type == "Create" else first.previous_value)


def _first_of(name: str, audits: Sequence[Audit]) -> AuditEvent | None:
    return next(
        (
            event
            for audit in audits
            for event in audit.events
            if event.type in ("Create", "Change") and event.field_name == name
        ),
        None,
    )
