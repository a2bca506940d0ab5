"""Derives a history table's columns from its row's fields, so that the two cannot differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import UnionType
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from events.catalogue.entry import Owner
from events.store.connection import Row as Record
from reporting.domain.case_row import CaseRow
from reporting.domain.customer_row import CustomerRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.page_row import PageRow
from reporting.projections.projection import Version

Row = TypeVar("Row")
# Instants with their zone, or a report drawn elsewhere would shift them; whole numbers wide enough
# for any count of seconds.
SQL_TYPES: dict[type, str] = {
    str: "text",
    bool: "boolean",
    int: "bigint",
    float: "double precision",
    datetime: "timestamptz",
    date: "date",
}
FRAME = {
    "key": "text",
    "shard": "integer",
    "seq": "bigint",
    "valid_from": "timestamptz",
    "until_seq": "bigint",
    "valid_to": "timestamptz",
}

_RESOLVED: dict[type[Any], Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class HistoryTable(Generic[Row]):
    """A table that holds every version of every row of one kind.

    The migrations make it, with these columns and types. `defaults` are the values, in SQL, of
    columns that came later: an older instance that still runs writes rows without them.
    """

    name: str
    kind: type[Row]
    defaults: Mapping[str, str] = field(default_factory=dict, hash=False)

    def columns(self) -> dict[str, str]:
        """Return the row's own columns and their SQL types, in the order of its fields."""
        return {name: sql_type(hint) for name, hint in _hints_of(self.kind).items()}

    def all_columns(self) -> dict[str, str]:
        """Return the columns that say when a version held, and the row's own."""
        return FRAME | self.columns()

    def definitions(self) -> list[str]:
        """Return all columns as `create table` wants them."""
        return [
            f"{name} {kind} not null default {self.defaults[name]}"
            if name in self.defaults
            else f"{name} {kind}"
            for name, kind in self.all_columns().items()
        ]

    def row(self, record: Record) -> Row:
        """Return the row in a record that holds its columns."""
        return self.kind(**{name: record[name] for name in _hints_of(self.kind)})

    def version(self, record: Record) -> Version[Row]:
        """Return the version in a record that holds all columns."""
        return Version(row=self.row(record), **{name: record[name] for name in FRAME})

    def values(self, version: Version[Row]) -> list[object]:
        """Return a version's values in the order of `all_columns`."""
        return [
            *(getattr(version, name) for name in FRAME),
            *(getattr(version.row, name) for name in _hints_of(self.kind)),
        ]


CASE_HISTORY = HistoryTable("case_history", CaseRow, {"covered": "false"})
DEADLINE_HISTORY = HistoryTable("deadline_history", DeadlineRow)
PAGE_HISTORY = HistoryTable("page_history", PageRow, {"state": "'raised'", "rings": "0"})
CUSTOMER_HISTORY = HistoryTable("customer_history", CustomerRow, {"extra_seats": "0"})
HISTORY_BY_OWNER: Mapping[Owner, Sequence[HistoryTable[Any]]] = {
    "intake": (CASE_HISTORY, CUSTOMER_HISTORY),
    "sla-clock": (DEADLINE_HISTORY,),
    "notifier": (PAGE_HISTORY,),
}
"""Whose events change which tables; which event does is in `reactions/reactions_table.py`.

No table takes from two topics, since no order is given between them.
"""


def _hints_of(kind: type[Any]) -> Mapping[str, Any]:
    """Return a row's fields and their types, resolved once: resolving costs more than making the
    row.
    """
    if kind not in _RESOLVED:
        hints = get_type_hints(kind)
        _RESOLVED[kind] = {each.name: hints[each.name] for each in fields(kind)}
    return _RESOLVED[kind]


def sql_type(hint: object) -> str:
    """Return the SQL type of a field.

    The field's type is one of SQL_TYPES, a literal of texts, or either of them or None.
    """
    # Exactly one of these, no subclass: a bool is an int, and a datetime is a date.
    if isinstance(hint, type) and hint in SQL_TYPES:
        return SQL_TYPES[hint]
    if get_origin(hint) is Literal:
        return "text"
    options = [option for option in get_args(hint) if option is not type(None)]
    if isinstance(hint, UnionType) or len(options) == 1:
        return sql_type(options[0])
    raise TypeError(f"no SQL type for {hint}")
