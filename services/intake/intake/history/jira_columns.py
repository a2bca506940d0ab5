"""Knows the columns of Jira's CSV files; a field with several values has one for each, all of one
name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from intake.history.collect_incidents import BadCell, NotALog, by_column, read_csv
from intake.history.incidents import Note

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
ORDER, FIELD_TYPE = ("changelog_id",), ("field_type",)
COUNTED = ("status", "priority", "assignee")
_CUSTOM = "Custom field ("
_NOTED: Final[Mapping[str, Note]] = {
    "Comment": "comment",
    "Comments": "comment",
    "Attachment": "attachment",
    "Labels": "tag",
    "Satisfaction rating": "rating",
    "Custom field (Satisfaction)": "rating",
    "Custom field (Request participants)": "participant",
    "Request participants": "participant",
    "Custom field (Time to first response)": "sla field",
    "Custom field (Time to resolution)": "sla field",
    "Custom field (Time to close after resolution)": "sla field",
    "Custom field (Time to review normal change)": "sla field",
}
"""What a value of these columns is; of any other custom field it is a `custom value`."""

Cells = Mapping[str, Sequence[str]]
"""The texts of a row by column, without the empty ones."""


def jira_rows(file: Path, needed: Sequence[Sequence[str]]) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a file with the line that each ends on.

    Raises NotALog where one of the needed columns is missing under all of its names, and for a row
    of another length than the header.
    """
    rows = read_csv(file)
    _, header = next(rows, (0, []))
    if missing := [names[0] for names in needed if not set(names) & set(header)]:
        raise NotALog(f"the header of {file.name} lacks {', '.join(missing)}")
    for line, cells in rows:
        try:
            by_column(header, cells)
        except BadCell as bad:
            # Whose issue it is cannot be told from a row of another length.
            raise NotALog(f"{file.name}: line {line}, column {bad.column}: {bad}") from None
        yield line, _texts(header, cells)


def _texts(header: Sequence[str], cells: Sequence[str]) -> Cells:
    texts: dict[str, list[str]] = {}
    for column, cell in zip(header, cells, strict=True):
        if text := cell.replace("\x00", "").strip():
            texts.setdefault(column, []).append(text)
    return texts


def column_of(row: Cells, names: Sequence[str]) -> str:
    """Return the first of these columns that holds a text, as its file calls it."""
    return next((name for name in names if name in row), names[0])


def first_text(row: Cells, names: Sequence[str]) -> str:
    """Return the first text of the first of these columns that holds one."""
    return next((row[name][0] for name in names if name in row), "")


def jira_notes(row: Cells, others: int) -> Mapping[Note, int]:
    """Return how much an issue has that a case does not take; `others`: changes of other fields."""
    counts = Counter[Note]({"other change": others})
    for column, texts in row.items():
        if note := _NOTED.get(column):
            counts[note] += len(texts)
        elif column.startswith(_CUSTOM) and column not in CUSTOMER:
            counts["custom value"] += len(texts)
    named = next((row[name] for name in CUSTOMER if name in row), ())
    counts["several customers"] = int(len(set(named)) > 1)
    return +counts
