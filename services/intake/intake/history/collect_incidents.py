"""Collects the rows of a log, of whatever system, into incidents, and what is bad into bad rows.

Every reader gives it rows; so all of them sort rows alike, leave out an incident with a bad row as
a whole, and refuse the same times.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from intake.history.incidents import AuditRow, BadRow, Incident

EARLIEST = datetime(1972, 1, 1, tzinfo=UTC)
"""Calendars begin in 1971, and a term of use begins a month and more before its first incident."""

Passed = Literal["deleted", "told again", "change of no issue"]
"""Why something was passed over that is no bad row: it was deleted in its system, stands in the
file again, or changes an issue that is not there."""

_DELIMITERS = ",;|\t^"


class NotALog(ValueError):
    """The file is no such export at all: it lacks columns, or it can't be read as text.

    Give another file.
    """


class BadCell(Exception):
    """A value that can't be read, by its column."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column, self.problem = column, problem


@dataclass(frozen=True, slots=True)
class Log:
    """The complete incidents, in the file's order, the bad rows, and how much was passed over."""

    incidents: tuple[Incident, ...]
    bad: tuple[BadRow, ...] = field(default=())
    passed: Mapping[Passed, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """A row, and what it says of its incident.

    `updates`: how many updates came before it, None if it does not say.
    """

    row: AuditRow
    incident: Incident
    updates: int | None = None


class Collector:
    """The incidents of one log, as its rows come in."""

    def __init__(self) -> None:
        self._entries: dict[str, list[LogEntry]] = {}
        self._spoiled: set[str] = set()
        self._bad: list[BadRow] = []
        self._passed: Counter[Passed] = Counter()

    def add(self, entry: LogEntry) -> None:
        """Take a row of an incident."""
        self._entries.setdefault(entry.incident.number, []).append(entry)

    def spoil(self, number: str, line: int, bad: BadCell) -> None:
        """Note a bad value; the incident of that number is left out as a whole."""
        self._bad.append(BadRow(line, bad.column, bad.problem))
        self._spoiled.add(number)

    def pass_over(self, why: Passed, count: int = 1) -> None:
        """Count what is neither taken nor bad."""
        self._passed[why] += count

    def log(self) -> Log:
        """Return what came in."""
        # Left out at the end: the bad row may come after good ones of its incident.
        whole = (
            entries for number, entries in self._entries.items() if number not in self._spoiled
        )
        return Log(tuple(_in_order(entries) for entries in whole), tuple(self._bad), +self._passed)


def read_csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file that are not empty, header first, with the line they end on.

    Its delimiter is the one that its first line has most often, since exports let one choose it.
    Raises NotALog for a file that is no CSV in UTF-8, OSError.
    """
    try:
        # utf-8-sig: a byte order mark would become a part of the first column's name.
        with file.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            lines.seek(0)
            reader = csv.reader(lines, strict=True, delimiter=max(_DELIMITERS, key=first.count))
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
    except (UnicodeDecodeError, csv.Error) as problem:
        raise NotALog(f"{file.name} is no CSV file in UTF-8: {problem}") from problem


def by_column(header: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    """Return the cells by column. Raises BadCell where the row is longer or shorter."""
    if len(cells) != len(header):
        column = header[len(cells)] if len(cells) < len(header) else str(len(header) + 1)
        raise BadCell(column, f"{len(cells)} columns where the header has {len(header)}")
    # Of two columns with one name, the first counts.
    return dict(zip(reversed(header), reversed(cells), strict=True))


def in_time(column: str, instant: datetime, now: datetime) -> datetime:
    """Return the instant. Raises BadCell for one that is later than now, or before calendars."""
    if instant > now:
        raise BadCell(column, "lies in the future: is the zone right, and the year?")
    if instant < EARLIEST:
        raise BadCell(column, f"is before {EARLIEST.year}: is the year right?")
    return instant


def _in_order(entries: Sequence[LogEntry]) -> Incident:
    """Return the incident with its rows as they came about; its other facts are the first row's.

    They are in order of time, and of their counts of updates where two have one time: so the order
    in which the file has them says nothing.
    """
    times = [entry.row.at for entry in entries]
    # Newest first: then also of two that nothing else tells apart, the last one came first.
    falling = times[0] > times[-1] and times == sorted(times, reverse=True)
    listed = entries[::-1] if falling else entries
    came = sorted(listed, key=lambda it: (it.row.at, it.updates or 0))
    first = came[0].incident
    rows = [
        replace(entry.row, at=at, moved=at != entry.row.at)
        for entry in came
        for at in [max(entry.row.at, first.opened_at)]
    ]
    return replace(first, rows=tuple(rows), sorted_rows=came != list(entries))
