"""Reads the audit log of a ServiceNow instance from its CSV export; times are local.

The rows of an incident may come in any order: they are sorted by time, and by `sys_mod_count` where
two have one time. A local time that does not exist (the clocks skipped it) is moved
later by the gap; one that exists twice is the first of both. A row timed before `opened_at`
gets that time: history does not go back. A time in the future, or
before calendars begin, is a bad one: a log never moves into the future.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from careplans.local_days import at_local_time
from events.catalogue.terms import Priority
from intake.history.collect_incidents import (
    BadCell,
    Collector,
    Log,
    LogEntry,
    NotALog,
    by_column,
    in_time,
    read_csv,
)
from intake.history.incidents import AuditRow, Incident, State

COLUMNS = (
    "number",
    "incident_state",
    "opened_at",
    "sys_updated_at",
    "priority",
    "caller_id",
    "location",
)
ABOUT = ("category", "subcategory", "u_symptom")
UPDATES = "sys_mod_count"
PRIORITIES: Mapping[str, Priority] = {"1": "P1", "2": "P2", "3": "P3", "4": "P4"}
STATES: Mapping[str, State] = {state: state for state in get_args(State)}
UNKNOWN = "?"
_WRITTEN = "%d-%m-%Y %H:%M"
_PRIORITY = re.compile(r"([1-4])(?: - .+)?")

Cells = Mapping[str, str]


def read(file: Path, zone: ZoneInfo, now: datetime) -> Iterable[Incident]:
    """Return the file's incidents without those that have a bad row. Raises NotALog, OSError."""
    return read_log(file, zone, now).incidents


def read_log(file: Path, zone: ZoneInfo, now: datetime) -> Log:
    """Return the incidents of the file and its bad rows, including those later than `now`.

    An incident that has a bad row is left out as a whole. Raises NotALog, OSError.
    """
    rows, collector = read_csv(file), Collector()
    _, header = next(rows, (0, []))
    if missing := [column for column in COLUMNS if column not in header]:
        raise NotALog(f"the header lacks {', '.join(missing)}")
    for line, cells in rows:
        try:
            collector.add(_entry(line, by_column(header, cells), zone, now))
        except BadCell as bad:
            # Not by `by_column`, which may have refused the row: its number is needed all the same.
            number = dict(zip(header, cells, strict=False)).get("number", "").strip()
            collector.spoil(number, line, bad)
    return collector.log()


def local(text: str, zone: ZoneInfo) -> datetime:
    """Return `dd-mm-yyyy hh:mm` in the zone as UTC. Raises ValueError for any other text."""
    written = datetime.strptime(text, _WRITTEN).replace(tzinfo=zone)
    return at_local_time(written.date(), written.time(), zone)


def _entry(line: int, row: Cells, zone: ZoneInfo, now: datetime) -> LogEntry:
    number = _known(row, "number")
    at = _instant(row, "sys_updated_at", zone, now)
    opened_at = _instant(row, "opened_at", zone, now)
    audit_row = AuditRow(
        line=line,
        at=at,
        state=_state(row),
        priority=_priority(row),
        assigned_to=_maybe(row, "assigned_to"),
    )
    return LogEntry(updates=_updates(row), row=audit_row, incident=_new(number, opened_at, row))


def _instant(row: Cells, column: str, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        instant = local(row[column].strip(), zone)
    except (ValueError, OverflowError):
        raise BadCell(column, "is no time such as 29-02-2016 01:16") from None
    return in_time(column, instant, now)


def _new(number: str, opened_at: datetime, row: Cells) -> Incident:
    return Incident(
        number=number,
        opened_at=opened_at,
        location=_maybe(row, "location"),
        caller=_maybe(row, "caller_id"),
        about=", ".join(text for column in ABOUT if (text := _maybe(row, column))) or "Incident",
        rows=(),
        contact_type=_maybe(row, "contact_type"),
    )


def _updates(row: Cells) -> int | None:
    text = row.get(UPDATES, "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _known(row: Cells, column: str) -> str:
    if text := _maybe(row, column):
        return text
    raise BadCell(column, "is missing")


def _maybe(row: Cells, column: str) -> str | None:
    text = row.get(column, "").replace("\x00", "").strip()
    return None if text in ("", UNKNOWN) else text


def _state(row: Cells) -> State:
    state = STATES.get(row["incident_state"].strip())
    if state is None:
        raise BadCell("incident_state", "is no state that is known")
    return state


def _priority(row: Cells) -> Priority:
    match = _PRIORITY.fullmatch(row["priority"].strip())
    priority = PRIORITIES.get(match[1]) if match else None
    if priority is None:
        raise BadCell("priority", "is none of 1 to 4, such as 3 or 3 - Moderate")
    return priority
