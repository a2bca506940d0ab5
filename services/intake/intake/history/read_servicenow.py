"""Reads the audit log of a ServiceNow instance as its CSV export has it: rows of one incident stand together, times are local.

A local time that does not exist (the clocks skipped it) is moved later by the gap; one that exists twice is the first of both. Rows before
`opened_at`, or before the row above them, happened at that earlier-standing time: history does not go back.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, get_args
from zoneinfo import ZoneInfo

from events.catalogue.terms import Priority
from intake.history.incidents import AuditRow, BadRow, Incident, State

COLUMNS = ("number", "incident_state", "opened_at", "sys_updated_at", "priority", "caller_id", "location")
ABOUT = ("category", "subcategory", "u_symptom")
PRIORITIES: Mapping[str, Priority] = {"1": "P1", "2": "P2", "3": "P3", "4": "P4"}
STATES: Mapping[str, State] = {state: state for state in get_args(State)}
UNKNOWN = "?"
_WRITTEN = "%d-%m-%Y %H:%M"

Cells = Mapping[str, str]


class NotALog(ValueError):
    """The file is no such export at all: its header lacks columns, or it can't be read as text. Give another file."""


@dataclass(frozen=True, slots=True)
class Log:
    """What was read: the incidents that are whole, in the file's order, and the rows that were bad."""

    incidents: tuple[Incident, ...]
    bad: tuple[BadRow, ...] = field(default=())


class _Bad(Exception):
    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column, self.problem = column, problem


def read(file: Path, zone: ZoneInfo) -> Iterable[Incident]:
    """The incidents of the file, those with a bad row left out. Raises NotALog, OSError."""
    return read_log(file, zone).incidents


def read_log(file: Path, zone: ZoneInfo) -> Log:
    """The incidents of the file and its bad rows: an incident that has one is left out as a whole. Raises NotALog, OSError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _read(csv.reader(lines, strict=True), zone)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise NotALog(f"{file.name} is no CSV file in UTF-8: {problem}") from problem


def local(text: str, zone: ZoneInfo) -> datetime:
    """`dd-mm-yyyy hh:mm` in the zone, as UTC. Raises ValueError for any other text."""
    naive = datetime.strptime(text, _WRITTEN).replace(tzinfo=zone, fold=0)
    return naive.astimezone(UTC)


class Lines(Protocol):
    """What csv.reader gives: rows of cells, and the line that the last one ended on."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def _read(reader: Lines, zone: ZoneInfo) -> Log:
    header = next(reader, [])
    if missing := [column for column in COLUMNS if column not in header]:
        raise NotALog(f"the header lacks {', '.join(missing)}")
    return _Reading(header, zone).read(reader)


class _Reading:
    """One pass over a file."""

    def __init__(self, header: Sequence[str], zone: ZoneInfo) -> None:
        self._header, self._zone = header, zone
        self._found: dict[str, Incident] = {}
        self._spoiled: set[str] = set()
        self._bad: list[BadRow] = []

    def read(self, reader: Lines) -> Log:
        for cells in reader:
            if cells:
                self._take(reader.line_num, cells)
        whole = (incident for number, incident in self._found.items() if number not in self._spoiled)
        return Log(tuple(whole), tuple(self._bad))

    def _take(self, line: int, cells: list[str]) -> None:
        row = dict(zip(self._header, cells, strict=False))
        try:
            self._add(line, self._whole(row, cells))
        except _Bad as bad:
            self._bad.append(BadRow(line, bad.column, bad.problem))
            self._spoiled.add(row.get("number", "").strip())

    def _whole(self, row: Cells, cells: list[str]) -> Cells:
        if len(cells) != len(self._header):
            place = self._header[len(cells)] if len(cells) < len(self._header) else str(len(self._header) + 1)
            raise _Bad(place, f"{len(cells)} columns where the header has {len(self._header)}")
        return row

    def _add(self, line: int, row: Cells) -> None:
        number = _known(row, "number")
        at, opened_at = self._instant(row, "sys_updated_at"), self._instant(row, "opened_at")
        state, priority = _state(row), _priority(row)
        incident = self._found.get(number) or _new(number, opened_at, row)
        before = incident.rows[-1].at if incident.rows else incident.opened_at
        who = _maybe(row, "assigned_to")
        entry = AuditRow(line=line, at=max(at, before), state=state, priority=priority, assigned_to=who)
        self._found[number] = _with(incident, entry)

    def _instant(self, row: Cells, column: str) -> datetime:
        try:
            return local(row[column].strip(), self._zone)
        except (ValueError, OverflowError):
            raise _Bad(column, "is no time such as 29-02-2016 01:16") from None


def _new(number: str, opened_at: datetime, row: Cells) -> Incident:
    return Incident(
        number=number,
        opened_at=opened_at,
        location=_maybe(row, "location"),
        caller=_maybe(row, "caller_id"),
        about=", ".join(told for column in ABOUT if (told := _maybe(row, column))) or "Incident",
        rows=(),
    )


def _with(incident: Incident, row: AuditRow) -> Incident:
    return Incident(
        number=incident.number,
        opened_at=incident.opened_at,
        location=incident.location,
        caller=incident.caller,
        about=incident.about,
        rows=(*incident.rows, row),
    )


def _known(row: Cells, column: str) -> str:
    if found := _maybe(row, column):
        return found
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
    priority = PRIORITIES.get(row["priority"].strip()[:1])
    if priority is None:
        raise _Bad("priority", "is none of 1 to 4")
    return priority
