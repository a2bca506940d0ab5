"""Reads issues of Jira Service Management and their changelog, both as CSV.

The issues are the data pipeline's `issues` file, or the issue navigator's export; the changelog has
a row for each field that changed (`issue_history` of the data pipeline). What an issue was opened
with is what its first change of a field says it was before, else what it is now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from events.catalogue.terms import Priority
from events.one_line import one_line
from intake.history.collect_incidents import BadCell, Collector, Log, LogEntry
from intake.history.incidents import AuditRow, Incident
from intake.history.jira_columns import (
    ASSIGNEE,
    CHANGED,
    COUNTED,
    CREATED,
    CUSTOMER,
    FIELD,
    FIELD_TYPE,
    FROM,
    ID,
    ISSUE,
    KEY,
    ORDER,
    PRIORITY,
    REPORTER,
    STATUS,
    SUMMARY,
    TO,
    Cells,
    column_of,
    first_text,
    jira_notes,
    jira_rows,
)
from intake.history.log_words import (
    JIRA_PRIORITIES,
    JIRA_STATES,
    LogMapping,
    priority_of,
    state_of,
)
from intake.history.written_time import written_time


@dataclass(frozen=True, slots=True)
class _Change:
    line: int
    at: datetime
    order: int
    name: str
    before: str
    after: str


@dataclass(slots=True)
class _History:
    """The changes of one issue, what is bad in them, and how many are of other fields."""

    changes: list[_Change] = field(default_factory=list)
    others: int = 0
    bad: list[tuple[int, BadCell]] = field(default_factory=list)


def read_jira(
    issues: Path,
    changelog: Path,
    mapping: LogMapping,
    zone: ZoneInfo | None,
    unset_priority: Priority | None,
    now: datetime,
) -> Log:
    """Return the issues as incidents, and the bad rows; those of the changelog say so.

    An issue that has a bad row is left out as a whole. `zone`: of times without an offset, which
    are bad without it. `unset_priority`: that of an issue which has none. Raises NotALog, OSError.
    """
    reading, collector = _Reading(mapping, zone, unset_priority, now), Collector()
    histories, lines = reading.histories(changelog), dict[str, int]()
    for line, row in jira_rows(issues, reading.needed):
        number, identifier = first_text(row, KEY), first_text(row, ID)
        history = histories.pop(number, None) or histories.pop(identifier, None) or _History()
        for bad_line, bad in history.bad:
            collector.spoil(number, bad_line, bad)
        try:
            if (first := lines.setdefault(number, line)) != line:
                raise BadCell("key", f"{one_line(number, 40)} stands in line {first} already")
            for entry in reading.entries(line, row, history):
                collector.add(entry)
        except BadCell as bad:
            collector.spoil(number, line, bad)
    others = sum(len(it.changes) + len(it.bad) + it.others for it in histories.values())
    collector.pass_over("change of no issue", others)
    return collector.log()


class _Reading:
    """One pass over both files."""

    def __init__(
        self,
        mapping: LogMapping,
        zone: ZoneInfo | None,
        unset: Priority | None,
        now: datetime,
    ) -> None:
        self._states = {**JIRA_STATES, **mapping.states}
        self._priorities = {**JIRA_PRIORITIES, **mapping.priorities}
        self._form, self._zone, self._now = mapping.time, zone, now
        self._unset = unset

    @property
    def needed(self) -> Sequence[Sequence[str]]:
        """The columns without which the file of issues is none."""
        columns = (KEY, CREATED, STATUS, REPORTER, SUMMARY)
        return columns if self._unset else (*columns, PRIORITY)

    def histories(self, changelog: Path) -> dict[str, _History]:
        """Return the changes that count by issue, in the order of time."""
        histories: dict[str, _History] = {}
        for line, row in jira_rows(changelog, (ISSUE, CHANGED, FIELD, FROM, TO)):
            name = first_text(row, FIELD).lower()
            history = histories.setdefault(first_text(row, ISSUE), _History())
            # A custom field may have the name of one of Jira's own.
            if name not in COUNTED or first_text(row, FIELD_TYPE) == "custom":
                history.others += 1
                continue
            try:
                at = self._time("of the changelog", first_text(row, CHANGED))
            except BadCell as bad:
                history.bad.append((line, bad))
                continue
            order = first_text(row, ORDER)
            count = int(order) if order.isascii() and order.isdigit() else 0
            history.changes.append(
                _Change(line, at, count, name, first_text(row, FROM), first_text(row, TO))
            )
        for history in histories.values():
            # Stable: what changed together stays in the file's order.
            history.changes.sort(key=lambda it: (it.at, it.order))
        return histories

    def entries(self, line: int, row: Cells, history: _History) -> Sequence[LogEntry]:
        """Return a row for the opening and for each time at which something changed."""
        opened_at, changes = (
            self._time(column_of(row, CREATED), first_text(row, CREATED)),
            history.changes,
        )
        incident = _incident(row, opened_at, history.others)
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
            priority=self._priority(fields["priority"]),
            assigned_to=fields["assignee"] or None,
        )

    def _priority(self, text: str) -> Priority:
        if not text and self._unset is not None:
            return self._unset
        if not text:
            raise BadCell("priority", "was never set: say --unset-priority, such as P3")
        return priority_of("priority", text, self._priorities)

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
        "status": first_text(row, STATUS),
        "priority": first_text(row, PRIORITY),
        "assignee": first_text(row, ASSIGNEE),
    }
    # Backwards, so that the first change of a field has the last word.
    return fields | {change.name: change.before for change in reversed(changes)}


def _incident(row: Cells, opened_at: datetime, others: int) -> Incident:
    number = first_text(row, KEY)
    if not number:
        raise BadCell("key", "is missing")
    return Incident(
        number=number,
        opened_at=opened_at,
        location=first_text(row, CUSTOMER) or None,
        caller=first_text(row, REPORTER) or None,
        about=first_text(row, SUMMARY) or "Issue",
        rows=(),
        system="jira",
        notes=jira_notes(row, others),
    )
