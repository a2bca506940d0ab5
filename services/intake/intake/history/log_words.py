"""Knows the words of other systems for states and priorities, and reads a mapping file's own."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from events.catalogue.terms import Priority
from events.one_line import one_line
from intake.history.collect_incidents import BadCell, NotALog
from intake.history.incidents import State

_SHOWN = 60
ZENDESK_STATES: Mapping[str, State] = {
    "new": "New",
    "open": "Active",
    "pending": "Awaiting User Info",
    # On hold is waiting for a third party: support's own time, like a vendor.
    "hold": "Awaiting Vendor",
    "solved": "Resolved",
    "closed": "Closed",
}
ZENDESK_PRIORITIES: Mapping[str, Priority] = {
    "urgent": "P1",
    "high": "P2",
    "normal": "P3",
    "low": "P4",
}
JIRA_STATES: Mapping[str, State] = {
    "Open": "New",
    "To Do": "New",
    "Waiting for support": "New",
    "Reopened": "Active",
    "In Progress": "Active",
    "Work in progress": "Active",
    "Under investigation": "Active",
    "Escalated": "Active",
    "Waiting for customer": "Awaiting User Info",
    "Pending": "Awaiting Vendor",
    "Resolved": "Resolved",
    "Done": "Resolved",
    "Closed": "Closed",
    "Canceled": "Closed",
}
JIRA_PRIORITIES: Mapping[str, Priority] = {
    "Highest": "P1",
    "High": "P2",
    "Medium": "P3",
    "Low": "P4",
    "Lowest": "P4",
}


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which column of a plain log holds what; a row is an update of an incident.

    `engineer`, `contact_type` and `updates` (the number of updates before) may be left out.
    """

    number: str
    opened_at: str
    updated_at: str
    state: str
    priority: str
    location: str
    caller: str
    about: tuple[str, ...] = ()
    engineer: str | None = None
    contact_type: str | None = None
    updates: str | None = None

    def needed(self) -> tuple[str, ...]:
        """Return the columns that a log must have."""
        optional = [it for it in (self.engineer, self.contact_type, self.updates) if it]
        return (
            self.number,
            self.opened_at,
            self.updated_at,
            self.state,
            self.priority,
            self.location,
            self.caller,
            *self.about,
            *optional,
        )


class LogMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping file: a plain log's columns, how it writes times, and words of any log.

    `time`: as strptime has it, in the zone of the import; None: ISO 8601. `unknown`: texts that
    stand for nothing.
    """

    columns: Columns | None = None
    time: str | None = None
    states: Mapping[str, State] = {}
    priorities: Mapping[str, Priority] = {}
    unknown: tuple[str, ...] = ("", "?", "-")


def read_mapping(file: Path) -> LogMapping:
    """Return the mapping of a TOML file. Raises NotALog that names the field, OSError."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=LogMapping)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise NotALog(f"{file.name} is no mapping: {problem}") from None


def state_of(column: str, text: str, states: Mapping[str, State]) -> State:
    """Return the state of that word. Raises BadCell with what can be done."""
    if state := states.get(text):
        return state
    raise BadCell(
        column, f"'{one_line(text, _SHOWN)}' is no state that is known: map it under [states]"
    )


def priority_of(column: str, text: str, priorities: Mapping[str, Priority]) -> Priority:
    """Return the priority of that word. Raises BadCell with what can be done."""
    if priority := priorities.get(text):
        return priority
    raise BadCell(
        column,
        f"'{one_line(text, _SHOWN)}' is no priority that is known: map it under [priorities]",
    )
