"""Writes rows as CSV and as JSON lines."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

MEDIA_TYPES: Mapping[str, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
# What OWASP lists under CSV injection; a subject is written by whoever opens a case.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return RFC 4180 lines.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def json_lines(rows: Iterable[object]) -> str:
    """Return one JSON object on each line."""
    return "".join(f"{msgspec.json.encode(row).decode()}\n" for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    # As JSON writes it, so that both formats of an export say the same.
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
