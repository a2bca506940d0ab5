"""Knows the shape of Zendesk's JSON: tickets, an object a line or in pages, with their audits.

What its documents leave open is not typed here: kinds of events may be added at any time, and an
export may hold the people of its tickets in lists of their own, or none of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from intake.history.collect_incidents import NotALog
from intake.history.incidents import Note

COMMENTS = ("Comment", "VoiceComment", "FacebookComment")
"""The kinds of events by which somebody wrote, or called."""


class Named(msgspec.Struct, frozen=True):
    """Somebody or something that an export names, or has only an id for."""

    id: int | None = None
    name: str | None = None
    role: str | None = None


class ViaSource(msgspec.Struct, frozen=True):
    """Where something came from; `rel` is `merge` where it was merged."""

    rel: str | None = None


class Via(msgspec.Struct, frozen=True):
    """By which channel something came."""

    channel: str | int | None = None
    source: ViaSource | None = None

    @property
    def is_merge(self) -> bool:
        """Whether two tickets were made one."""
        return self.source is not None and self.source.rel == "merge"


class AuditEvent(msgspec.Struct, frozen=True):
    """One thing that happened in an update."""

    type: str
    field_name: object = None
    value: object = None
    previous_value: object = None
    public: object = None
    author_id: object = None
    attachments: object = None
    data: object = None
    via: Via | str | None = None

    @property
    def is_merge(self) -> bool:
        """Whether it only tells that two tickets were made one."""
        return isinstance(self.via, Via) and self.via.is_merge


class Audit(msgspec.Struct, frozen=True):
    """An update of a ticket."""

    created_at: str
    id: int | None = None
    author_id: int | None = None
    via: Via | None = None
    events: tuple[AuditEvent, ...] = ()


class Rating(msgspec.Struct, frozen=True):
    """What the customer thought of it; `score` is `good` or `bad` once it was said."""

    score: str | None = None


class Ticket(msgspec.Struct, frozen=True):
    """A ticket as it is now, with its updates."""

    id: int
    created_at: str
    updated_at: str | None = None
    status: str | None = None
    subject: str | None = None
    requester_id: int | None = None
    requester: Named | None = None
    assignee_id: int | None = None
    organization_id: int | None = None
    organization: Named | None = None
    collaborator_ids: tuple[int, ...] | None = None
    email_cc_ids: tuple[int, ...] | None = None
    tags: tuple[str, ...] | None = None
    custom_fields: tuple[dict[str, object], ...] | None = None
    satisfaction_rating: Rating | None = None
    via: Via | None = None
    audits: tuple[Audit, ...] = ()

    @property
    def requested_by(self) -> int | None:
        """The id of the requester."""
        return self.requester_id or (self.requester.id if self.requester else None)

    @property
    def requester_name(self) -> str | None:
        """The requester's name, where the ticket itself has it."""
        return self.requester.name if self.requester else None

    @property
    def organization_key(self) -> int | None:
        """The id of the organization."""
        return self.organization_id or (self.organization.id if self.organization else None)

    @property
    def organization_name(self) -> str | None:
        """The organization's name, where the ticket itself has it."""
        return self.organization.name if self.organization else None

    @property
    def copied_in(self) -> frozenset[int]:
        """The ids of those who get copies."""
        return frozenset((*(self.collaborator_ids or ()), *(self.email_cc_ids or ())))


class _Meta(msgspec.Struct, frozen=True):
    has_more: bool | None = None


class _Page(msgspec.Struct, frozen=True):
    tickets: tuple[msgspec.Raw, ...]
    users: tuple[Named, ...] = ()
    organizations: tuple[Named, ...] = ()
    end_of_stream: bool | None = None
    next_page: str | None = None
    meta: _Meta | None = None

    @property
    def is_last(self) -> bool:
        if self.end_of_stream is not None:
            return self.end_of_stream
        if self.meta is not None and self.meta.has_more is not None:
            return not self.meta.has_more
        return self.next_page is None


@dataclass(frozen=True, slots=True)
class ZendeskExport:
    """The tickets as text, each with its line, and the people and organizations beside them.

    In pages, a ticket's line is its place among all of them.
    """

    tickets: Sequence[tuple[int, bytes | msgspec.Raw]]
    users: Sequence[Named] = field(default=())
    organizations: Sequence[Named] = field(default=())


def read_export(file: Path) -> ZendeskExport:
    """Return what the file holds. Raises NotALog for other things and missing pages, OSError."""
    content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if (page := _page(content)) is not None:
        return _of_pages(file, [page])
    try:
        return ZendeskExport([*enumerate(msgspec.json.decode(content, type=list[msgspec.Raw]), 1)])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _of_lines(file, content.splitlines())


def _of_lines(file: Path, lines: Sequence[bytes]) -> ZendeskExport:
    if not any(line.lstrip().startswith(b"{") for line in lines):
        raise NotALog(f"{file.name} holds no tickets as JSON")
    pages = [_page(line) for line in lines if line.strip()]
    whole = [page for page in pages if page is not None]
    if len(whole) == len(pages):
        return _of_pages(file, whole)
    return ZendeskExport(
        [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    )


def _of_pages(file: Path, pages: Sequence[_Page]) -> ZendeskExport:
    if not pages[-1].is_last:
        raise NotALog(
            f"{file.name} is not complete: its last page says that another follows;"
            " give all pages, one a line"
        )
    return ZendeskExport(
        [*enumerate((ticket for page in pages for ticket in page.tickets), start=1)],
        [user for page in pages for user in page.users],
        [organization for page in pages for organization in page.organizations],
    )


def _page(text: bytes) -> _Page | None:
    try:
        return msgspec.json.decode(text, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def events_of(ticket: Ticket) -> Iterator[AuditEvent]:
    """Yield everything that happened to the ticket."""
    return (event for audit in ticket.audits for event in audit.events)


def notes_of(ticket: Ticket, silent: int) -> Mapping[Note, int]:
    """Return how much a ticket has that a case does not take; `silent`: updates without a row."""
    events = list(events_of(ticket))
    comments = [event for event in events if event.type in COMMENTS]
    files = [event.attachments for event in comments if isinstance(event.attachments, list)]
    rating = ticket.satisfaction_rating
    values = [it.get("value") for it in ticket.custom_fields or ()]
    return +Counter[Note](
        {
            "comment": len(comments),
            "attachment": sum(len(it) for it in files),
            "rating": int(((rating and rating.score) or "").startswith(("good", "bad"))),
            "tag": len(ticket.tags or ()),
            "custom value": sum(value not in (None, "", []) for value in values),
            "participant": len(ticket.copied_in),
            "merged": int("closed_by_merge" in (ticket.tags or ())),
            "other change": silent,
        }
    )
