"""Tells who is who in an export of Zendesk: by which name, and whether of support.

An export says who is an agent where it lists its users; else whoever ever had a ticket is one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from intake.history.zendesk_export import Named, Ticket, ZendeskExport, events_of


class ZendeskPeople:
    """The people and organizations of an export, by id."""

    def __init__(self, export: ZendeskExport, tickets: Sequence[Ticket]) -> None:
        requesters = [Named(id=it.requested_by, name=it.requester_name) for it in tickets]
        organizations = [Named(id=it.organization_key, name=it.organization_name) for it in tickets]
        self._roles = {it.id: it.role for it in export.users if it.role is not None}
        self._people = _distinct([*requesters, *export.users])
        self._organizations = _distinct([*organizations, *export.organizations])
        self._assignees = frozenset(_assignees(tickets))

    def person(self, identifier: int | None) -> str | None:
        """Return the name of somebody, else the id: it tells people apart all the same."""
        return _name(self._people, identifier)

    def organization(self, ticket: Ticket) -> str | None:
        """Return the name of the ticket's organization, else its id; None if it has none."""
        return _name(self._organizations, ticket.organization_key) or ticket.organization_name

    def requester(self, ticket: Ticket) -> str | None:
        """Return the name of the requester, else the id; None if there is none."""
        return self.person(ticket.requested_by) or ticket.requester_name

    def is_support(self, identifier: object, requester: int | None, ticket: Ticket) -> bool:
        """Return whether that one speaks for support in the ticket of that requester.

        Below 1 are Zendesk's own: what is automatic is nobody's (CP-28).
        """
        if not isinstance(identifier, int) or identifier < 1 or identifier == requester:
            return False
        if (role := self._roles.get(identifier)) is not None:
            return role != "end-user"
        return identifier in self._assignees or identifier not in ticket.copied_in


def as_id(value: object) -> int | None:
    """Return an id as audits have it: a number, or its digits as text."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else None
    return value if isinstance(value, int) else None


def _assignees(tickets: Iterable[Ticket]) -> Iterable[int]:
    for ticket in tickets:
        if ticket.assignee_id is not None:
            yield ticket.assignee_id
        for event in events_of(ticket):
            if event.field_name == "assignee_id" and (assignee := as_id(event.value)) is not None:
                yield assignee


def _distinct(named: Iterable[Named]) -> Mapping[int, str]:
    """Return the names by id, with the id where two have one name: they stay two."""
    names = {
        it.id: it.name.replace("\x00", "").strip()
        for it in named
        if it.id is not None and it.name is not None
    }
    held = Counter(name.casefold() for name in names.values())
    return {
        identifier: f"{name} ({identifier})" if held[name.casefold()] > 1 else name
        for identifier, name in names.items()
        if name
    }


def _name(names: Mapping[int, str], identifier: int | None) -> str | None:
    return None if identifier is None else names.get(identifier, str(identifier))
