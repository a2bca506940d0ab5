"""Reads a plain log, CSV or JSON lines, by a mapping file that says which column holds what."""

import json
from collections.abc import Iterator, Mapping
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
from intake.history.log_words import Columns, LogMapping, priority_of, state_of
from intake.history.written_time import written_time

Cells = Mapping[str, str]
Row = tuple[int, Cells, BadCell | None]
"""A row by column, the line that it ends on, and what is wrong with the row as a whole."""


def read_plain(file: Path, mapping: LogMapping, zone: ZoneInfo, now: datetime) -> Log:
    """Return the incidents of the file and its bad rows; a file `.jsonl` has an object a line.

    An incident that has a bad row is left out as a whole. Raises NotALog, OSError.
    """
    if mapping.columns is None:
        raise NotALog("the mapping has no [columns]")
    reading = _Reading(mapping, mapping.columns, zone, now)
    rows = (
        _json_lines(file, mapping.columns)
        if file.suffix in (".jsonl", ".ndjson")
        else _csv_rows(file, mapping.columns)
    )
    collector = Collector()
    for line, row, unreadable in rows:
        try:
            if unreadable is not None:
                raise unreadable
            collector.add(reading.entry(line, row))
        except BadCell as bad:
            collector.spoil(row.get(mapping.columns.number, "").strip(), line, bad)
    return collector.log()


def _csv_rows(file: Path, columns: Columns) -> Iterator[Row]:
    rows = read_csv(file)
    _, header = next(rows, (0, []))
    if missing := [column for column in columns.needed() if column not in header]:
        raise NotALog(f"the header lacks {', '.join(missing)}")
    for line, cells in rows:
        try:
            yield line, by_column(header, cells), None
        except BadCell as bad:
            # Its number is needed all the same, to leave out the incident.
            yield line, dict(zip(header, cells, strict=False)), bad


def _json_lines(file: Path, columns: Columns) -> Iterator[Row]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for line, text in enumerate(lines, start=1):
                if text.strip():
                    yield _json_row(line, text, columns)
    except UnicodeDecodeError as problem:
        raise NotALog(f"{file.name} is no text in UTF-8: {problem}") from problem


def _json_row(line: int, text: str, columns: Columns) -> Row:
    try:
        row = json.loads(text)
    except ValueError:
        return line, {}, BadCell("1", "is no JSON")
    if not isinstance(row, dict):
        return line, {}, BadCell("1", "is no JSON object")
    cells = {str(key): _text(value) for key, value in row.items()}
    bad = (BadCell(it, why) for it in columns.needed() if (why := _trouble(row.get(it))))
    return line, cells, next(bad, None)


def _trouble(value: object) -> str | None:
    if isinstance(value, dict | list):
        return "is no single value: flatten it"
    # JSON can spell half of a pair, which no text in UTF-8 can hold.
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        return "holds half a letter (a surrogate alone)"
    return None


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


class _Reading:
    """One pass over a file."""

    def __init__(
        self, mapping: LogMapping, columns: Columns, zone: ZoneInfo, now: datetime
    ) -> None:
        self._mapping, self._columns, self._zone, self._now = mapping, columns, zone, now

    def entry(self, line: int, row: Cells) -> LogEntry:
        columns, mapping = self._columns, self._mapping
        number = self._known(row, columns.number)
        opened_at = self._time(row, columns.opened_at)
        audit_row = AuditRow(
            line=line,
            at=self._time(row, columns.updated_at),
            state=state_of(columns.state, self._known(row, columns.state), mapping.states),
            priority=priority_of(
                columns.priority, self._known(row, columns.priority), mapping.priorities
            ),
            assigned_to=self._maybe(row, columns.engineer),
        )
        about = [text for column in columns.about if (text := self._maybe(row, column))]
        incident = Incident(
            number=number,
            opened_at=opened_at,
            location=self._maybe(row, columns.location),
            caller=self._maybe(row, columns.caller),
            about=", ".join(about) or "Incident",
            rows=(),
            contact_type=self._maybe(row, columns.contact_type),
            system="csv",
        )
        return LogEntry(row=audit_row, incident=incident, updates=self._updates(row))

    def _time(self, row: Cells, column: str) -> datetime:
        text = self._known(row, column)
        return written_time(column, text, self._zone, self._now, self._mapping.time)

    def _updates(self, row: Cells) -> int | None:
        text = self._maybe(row, self._columns.updates)
        return int(text) if text and text.isascii() and text.isdigit() else None

    def _known(self, row: Cells, column: str) -> str:
        if text := self._maybe(row, column):
            return text
        raise BadCell(column, "is missing")

    def _maybe(self, row: Cells, column: str | None) -> str | None:
        text = row.get(column, "").replace("\x00", "").strip() if column else ""
        return None if text in self._mapping.unknown else text
