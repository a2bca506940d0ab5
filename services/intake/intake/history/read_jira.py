"""Reads issues of Jira Service Management and their changelog, both as CSV.

The issues are the data pipeline's `issues` file, or the issue navigator's export; the changelog has
a row for each field that changed (`issue_history` of the data pipeline). What an issue was opened
with is what its first change of a field says it was before, else what it is now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.history.collect_incidents import (
    BadCell,
    Collector,
    Log,
    LogEntry,
    NotALog,
    by_column,
    read_csv,
)
from intake.history.incidents import AuditRow, Incident
from intake.history.log_words import (
    JIRA_PRIORITIES,
    JIRA_STATES,
    LogMapping,
    priority_of,
    state_of,
)
from intake.history.written_time import written_time

# What the data pipeline calls a column, then what the issue navigator does.
KEY, ID = ("key", "Issue key"), ("id", "Issue id")
CREATED = ("created_date", "Created")
STATUS, PRIORITY = ("status", "Status"), ("priority_name", "Priority")
SUMMARY, ASSIGNEE = ("summary", "Summary"), ("assignee_name", "assignee_id", "Assignee")
REPORTER = ("reporter_name", "reporter_id", "Reporter")
CUSTOMER = ("Custom field (Organizations)", "Organizations", "project_name", "Project name")
ISSUE = ("issue_key", "issue_id", "Issue key", "Issue id")
CHANGED = ("created_date", "created", "Created")
FIELD, FROM, TO = ("field",), ("from_string", "fromString"), ("to_string", "toString")
_COUNTED = ("status", "priority", "assignee")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Change:
    line: int
    at: datetime
    name: str
    before: str
    after: str


@dataclass(slots=True)
class _History:
    """The changes of one issue, and what is bad in them."""

    changes: list[_Change] = field(default_factory=list)
    bad: list[tuple[int, BadCell]] = field(default_factory=list)


def read_jira(
    issues: Path, changelog: Path, mapping: LogMapping, zone: ZoneInfo, now: datetime
) -> Log:
    """Return the issues as incidents, and the bad rows; those of the changelog say so.

    An issue that has a bad row is left out as a whole. Raises NotALog, OSError.
    """
    reading, collector = _Reading(mapping, zone, now), Collector()
    histories = reading.histories(changelog)
    for line, row in _rows(issues, (KEY, CREATED, STATUS, PRIORITY, REPORTER, SUMMARY)):
        number = _first(row, KEY)
        history = histories.get(number) or histories.get(_first(row, ID)) or _History()
        for bad_line, bad in history.bad:
            collector.spoil(number, bad_line, bad)
        try:
            for entry in reading.entries(line, row, history.changes):
                collector.add(entry)
        except BadCell as bad:
            collector.spoil(number, line, bad)
    return collector.log()


def _rows(file: Path, needed: Sequence[Sequence[str]]) -> Iterator[tuple[int, Cells]]:
    rows = read_csv(file)
    _, header = next(rows, (0, []))
    if missing := [names[0] for names in needed if not set(names) & set(header)]:
        raise NotALog(f"the header of {file.name} lacks {', '.join(missing)}")
    for line, cells in rows:
        try:
            yield line, by_column(header, cells)
        except BadCell as bad:
            # Whose issue it is cannot be told from a row of another length.
            raise NotALog(f"{file.name}: line {line}, column {bad.column}: {bad}") from None


def _first(row: Cells, names: Sequence[str]) -> str:
    """Return the text of the first of these columns that holds one."""
    texts = (row.get(name, "").replace("\x00", "").strip() for name in names)
    return next((text for text in texts if text), "")


class _Reading:
    """One pass over both files."""

    def __init__(self, mapping: LogMapping, zone: ZoneInfo, now: datetime) -> None:
        self._states = {**JIRA_STATES, **mapping.states}
        self._priorities = {**JIRA_PRIORITIES, **mapping.priorities}
        self._form, self._zone, self._now = mapping.time, zone, now

    def histories(self, changelog: Path) -> Mapping[str, _History]:
        """Return the changes that count by issue, in the order of time."""
        histories: dict[str, _History] = {}
        for line, row in _rows(changelog, (ISSUE, CHANGED, FIELD, FROM, TO)):
            name = _first(row, FIELD).lower()
            if name not in _COUNTED:
                continue
            history = histories.setdefault(_first(row, ISSUE), _History())
            try:
                at = self._time("of the changelog", _first(row, CHANGED))
            except BadCell as bad:
                history.bad.append((line, bad))
                continue
            before, after = _first(row, FROM), _first(row, TO)
            history.changes.append(_Change(line, at, name, before, after))
        for history in histories.values():
            # Stable: what changed together stays in the file's order.
            history.changes.sort(key=lambda it: it.at)
        return histories

    def entries(self, line: int, row: Cells, changes: Sequence[_Change]) -> Sequence[LogEntry]:
        """Return a row for the opening and for each time at which something changed."""
        opened_at = self._time("created_date", _first(row, CREATED))
        incident = _incident(row, opened_at)
        fields = _at_first(row, changes)
        entries = [LogEntry(row=self._row(line, opened_at, fields), incident=incident)]
        for index, change in enumerate(changes):
            fields[change.name] = change.after
            # One update changes several fields at one time: they make one row.
            if index + 1 < len(changes) and changes[index + 1].at == change.at:
                continue
            audit_row = self._row(change.line, change.at, fields)
            entries.append(LogEntry(row=audit_row, incident=incident))
        return entries

    def _row(self, line: int, at: datetime, fields: Mapping[str, str]) -> AuditRow:
        return AuditRow(
            line=line,
            at=at,
            state=state_of("status", fields["status"], self._states),
            priority=priority_of("priority", fields["priority"], self._priorities),
            assigned_to=fields["assignee"] or None,
        )

    def _time(self, column: str, text: str) -> datetime:
        try:
            return written_time(column, text, self._zone, self._now, self._form)
        except BadCell:
            if self._form is None:
                raise
            # The two files may come from two exports, and ISO 8601 is never another day.
            return written_time(column, text, self._zone, self._now)


def _at_first(row: Cells, changes: Sequence[_Change]) -> dict[str, str]:
    fields = {
        "status": _first(row, STATUS),
        "priority": _first(row, PRIORITY),
        "assignee": _first(row, ASSIGNEE),
    }
    # Backwards, so that the first change of a field has the last word.
    return fields | {change.name: change.before for change in reversed(changes)}


def _incident(row: Cells, opened_at: datetime) -> Incident:
    number = _first(row, KEY)
    if not number:
        raise BadCell("key", "is missing")
    return Incident(
        number=number,
        opened_at=opened_at,
        location=_first(row, CUSTOMER) or None,
        caller=_first(row, REPORTER) or None,
        about=_first(row, SUMMARY) or "Issue",
        rows=(),
        system="jira",
    )
