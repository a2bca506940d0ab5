"""Makes an incident log of the same shape as a ServiceNow audit export, from a seed: the same
columns, and the same kinds of oddities."""

import csv
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

COLUMNS = (
    "number",
    "incident_state",
    "active",
    "reassignment_count",
    "reopen_count",
    "sys_mod_count",
    "made_sla",
    "caller_id",
    "opened_by",
    "opened_at",
    "sys_created_by",
    "sys_created_at",
    "sys_updated_by",
    "sys_updated_at",
    "contact_type",
    "location",
    "category",
    "subcategory",
    "u_symptom",
    "cmdb_ci",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "assigned_to",
    "knowledge",
    "u_priority_confirmation",
    "notify",
    "problem_id",
    "rfc",
    "vendor",
    "caused_by",
    "closed_code",
    "resolved_by",
    "resolved_at",
    "closed_at",
)

PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")
WORKING = (
    "Active",
    "Active",
    "Active",
    "Awaiting User Info",
    "Awaiting Problem",
    "Awaiting Vendor",
    "Awaiting Evidence",
)
START = datetime(2016, 2, 29, 1, 16)  # noqa: DTZ001 - local times without a zone, as in the export

Row = dict[str, str]


@dataclass
class LogMaker:
    """Makes `incidents` incidents from `seed`, opened within `days` days from `start` (local
    time)."""

    seed: int = 1
    incidents: int = 60
    days: int = 3
    start: datetime = START
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def rows(self) -> list[Row]:
        """Return all rows, those of an incident together and in their order."""
        return [row for index in range(self.incidents) for row in self._incident(index)]

    def write(self, file: Path) -> Path:
        """Write the log as CSV."""
        return write_log(self.rows(), file)

    def _incident(self, index: int) -> Iterator[Row]:
        opened = self.start + timedelta(minutes=self._random.randrange(self.days * 1440))
        row = self._first(index, opened)
        at = opened + timedelta(
            minutes=self._random.choice([-30, 0, 0, 7, 45])
        )  # some rows are before the opening
        for count, state in enumerate(self._states()):
            self._change(row, state)
            yield {
                **row,
                "sys_mod_count": str(count),
                "sys_updated_at": _written(at),
                "incident_state": state,
            }
            at += timedelta(minutes=self._random.choice([-3, 0, 0, 1, 30, 240, 1500, 5000]))

    def _states(self) -> list[str]:
        states = ["New"] * self._random.choice([0, 1, 1, 2, 3])
        states += self._random.choices(WORKING, k=self._random.choice([0, 1, 2, 4]))
        states.append("Resolved")
        if self._random.random() < 0.15:
            states += ["Active", "Resolved"]  # reopened
        return [*states, *(["Closed"] * self._random.choice([1, 1, 1, 2]))]

    def _first(self, index: int, opened: datetime) -> Row:
        row = dict.fromkeys(COLUMNS, "?")
        row.update(
            number=f"INC{index + 45:07d}",
            caller_id=f"Caller {self._random.randrange(40)}",
            opened_at=_written(opened),
            location=self._location(),
            category=f"Category {self._random.randrange(9)}",
            u_symptom=f"Symptom {self._random.randrange(99)}",
            priority=self._random.choices(PRIORITIES, weights=(1, 2, 10, 2))[0],
            contact_type="Phone",
            made_sla="TRUE",
        )
        return row

    def _change(self, row: Row, state: str) -> None:
        if state not in ("Resolved", "Closed") and self._random.random() < 0.06:
            row["priority"] = self._random.choice(PRIORITIES)
        if self._random.random() < 0.03:
            row["location"] = self._location()
        if self._random.random() < 0.5:
            row["assigned_to"] = f"Resolver {self._random.randrange(12)}"

    def _location(self) -> str:
        return self._random.choices(
            ["?", *(f"Location {n}" for n in range(8))], weights=(4, 20, 8, *[2] * 6)
        )[0]


def write_log(rows: Iterable[Row], file: Path) -> Path:
    """Write rows as CSV, with the header."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return file


def _written(at: datetime) -> str:
    return at.strftime("%d-%m-%Y %H:%M")


def main(arguments: Sequence[str]) -> int:
    """Write a log of some hundred incidents, the same each time.

    `python -m tests.support.incident_log FILE`.
    """
    if len(arguments) != 1:
        print("usage: python -m tests.support.incident_log FILE", file=sys.stderr)
        return 2
    LogMaker(seed=2016, incidents=400, days=20).write(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
