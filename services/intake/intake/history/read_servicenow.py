"""Reads the audit log of a ServiceNow instance from its CSV export; times are local.

The rows of an incident may come in any order: unless they are in order by time, or by
`sys_mod_count`, they are sorted. A local time that does not exist (the clocks skipped it) is moved
later by the gap; one that exists twice is the first of both. A row timed before `opened_at`, or
before the row ahead of it, gets that one's time: history does not go back. A time in the future, or
before calendars begin, is a bad one: a log never moves into the future.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, get_args
from zoneinfo import ZoneInfo

from careplans.local_days import at_local_time
from events.catalogue.terms import Priority
from intake.history.incidents import AuditRow, BadRow, Incident, State

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
EARLIEST = datetime(1972, 1, 1, tzinfo=UTC)
"""Calendars begin in 1971, and a term of use begins a month and more before its first incident."""

STATES: Mapping[str, State] = {state: state for state in get_args(State)}
UNKNOWN = "?"
_WRITTEN = "%d-%m-%Y %H:%M"
_PRIORITY = re.compile(r"([1-4])(?: - .+)?")

Cells = Mapping[str, str]


class NotALog(ValueError):
    """The file is no such export at all: its header lacks columns, or it can't be read as text.

    Give another file.
    """


@dataclass(frozen=True, slots=True)
class Log:
    """The complete incidents, in the file's order, and the bad rows."""

    incidents: tuple[Incident, ...]
    bad: tuple[BadRow, ...] = field(default=())


class _Bad(Exception):
    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column, self.problem = column, problem


def read(file: Path, zone: ZoneInfo, now: datetime) -> Iterable[Incident]:
    """Return the file's incidents without those that have a bad row. Raises NotALog, OSError."""
    return read_log(file, zone, now).incidents


def read_log(file: Path, zone: ZoneInfo, now: datetime) -> Log:
    """Return the incidents of the file and its bad rows, including those later than `now`.

    An incident that has a bad row is left out as a whole. Raises NotALog, OSError.
    """
    try:
        # utf-8-sig: a byte order mark would become a part of the first column's name.
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _read(csv.reader(lines, strict=True), zone, now)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise NotALog(f"{file.name} is no CSV file in UTF-8: {problem}") from problem


def local(text: str, zone: ZoneInfo) -> datetime:
    """Return `dd-mm-yyyy hh:mm` in the zone as UTC. Raises ValueError for any other text."""
    written = datetime.strptime(text, _WRITTEN).replace(tzinfo=zone)
    return at_local_time(written.date(), written.time(), zone)


class Lines(Protocol):
    """What csv.reader gives: rows of cells, and the line that the last one ended on."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def _read(reader: Lines, zone: ZoneInfo, now: datetime) -> Log:
    header = next(reader, [])
    if missing := [column for column in COLUMNS if column not in header]:
        raise NotALog(f"the header lacks {', '.join(missing)}")
    return _Reading(header, zone, now).read(reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A row of the file; `updates`: how many updates came before it, None if it does not say."""

    updates: int | None
    row: AuditRow
    incident: Incident


class _Reading:
    """One pass over a file."""

    def __init__(self, header: Sequence[str], zone: ZoneInfo, now: datetime) -> None:
        self._header, self._zone, self._now = header, zone, now
        self._entries: dict[str, list[_Entry]] = {}
        self._spoiled: set[str] = set()
        self._bad: list[BadRow] = []

    def read(self, reader: Lines) -> Log:
        for cells in reader:
            if cells:
                self._take(reader.line_num, cells)
        # Left out at the end: the bad row may come after good ones of its incident.
        whole = (
            entries for number, entries in self._entries.items() if number not in self._spoiled
        )
        return Log(tuple(_in_order(entries) for entries in whole), tuple(self._bad))

    def _take(self, line: int, cells: list[str]) -> None:
        # Not strict: `_whole` names the column, and the incident's number is needed to leave it
        # out.
        row = dict(zip(self._header, cells, strict=False))
        try:
            self._add(line, self._whole(row, cells))
        except _Bad as bad:
            self._bad.append(BadRow(line, bad.column, bad.problem))
            self._spoiled.add(row.get("number", "").strip())

    def _whole(self, row: Cells, cells: list[str]) -> Cells:
        if len(cells) != len(self._header):
            column = (
                self._header[len(cells)]
                if len(cells) < len(self._header)
                else str(len(self._header) + 1)
            )
            raise _Bad(column, f"{len(cells)} columns where the header has {len(self._header)}")
        return row

    def _add(self, line: int, row: Cells) -> None:
        number = _known(row, "number")
        at, opened_at = self._instant(row, "sys_updated_at"), self._instant(row, "opened_at")
        state, priority = _state(row), _priority(row)
        who = _maybe(row, "assigned_to")
        audit_row = AuditRow(line=line, at=at, state=state, priority=priority, assigned_to=who)
        entry = _Entry(updates=_updates(row), row=audit_row, incident=_new(number, opened_at, row))
        self._entries.setdefault(number, []).append(entry)

    def _instant(self, row: Cells, column: str) -> datetime:
        try:
            instant = local(row[column].strip(), self._zone)
        except (ValueError, OverflowError):
            raise _Bad(column, "is no time such as 29-02-2016 01:16") from None
        if instant > self._now:
            raise _Bad(column, "lies in the future: is the zone right, and the year?")
        if instant < EARLIEST:
            raise _Bad(column, f"is before {EARLIEST.year}: is the year right?")
        return instant


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


def _in_order(entries: Sequence[_Entry]) -> Incident:
    """Return the incident with its rows as they came about; its other facts are the first row's."""
    in_order = _is_in_order(entries)
    came = entries if in_order else sorted(entries, key=lambda it: (it.row.at, it.updates or 0))
    first, rows = came[0].incident, list[AuditRow]()
    for entry in came:
        before = rows[-1].at if rows else first.opened_at
        at = max(entry.row.at, before)
        rows.append(replace(entry.row, at=at, moved=at != entry.row.at))
    return replace(first, rows=tuple(rows), sorted_rows=not in_order)


def _is_in_order(entries: Sequence[_Entry]) -> bool:
    """Return whether the rows are in order already, by their times or by growing update counts."""
    counts = [entry.updates for entry in entries if entry.updates is not None]
    # Counts that are all alike say nothing about an order.
    grow = len(counts) == len(entries) and counts[0] < counts[-1]
    return _grows([entry.row.at for entry in entries]) or (grow and _grows(counts))


def _grows(values: Sequence[datetime] | Sequence[int]) -> bool:
    return list(values) == sorted(values)


def _updates(row: Cells) -> int | None:
    text = row.get(UPDATES, "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _known(row: Cells, column: str) -> str:
    if text := _maybe(row, column):
        return text
    raise _Bad(column, "is missing")


def _maybe(row: Cells, column: str) -> str | None:
    text = row.get(column, "").replace("\x00", "").strip()
    return None if text in ("", UNKNOWN) else text


def _state(row: Cells) -> State:
    state = STATES.get(row["incident_state"].strip())
    if state is None:
        raise _Bad("incident_state", "is no state that is known")
    return state


def _priority(row: Cells) -> Priority:
    match = _PRIORITY.fullmatch(row["priority"].strip())
    priority = PRIORITIES.get(match[1]) if match else None
    if priority is None:
        raise _Bad("priority", "is none of 1 to 4, such as 3 or 3 - Moderate")
    return priority
