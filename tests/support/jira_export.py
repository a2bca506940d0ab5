"""Makes an export of Jira Service Management from a seed: the issue navigator's CSV with all
fields, and the changes as CSV, with the oddities of a real one.

The shapes are those of Atlassian's reference of the data pipeline (history) and of the navigator's
export: a column for each value of a field, times in the site's form and zone, comments with their
line breaks.
"""

import csv
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Vienna")
START = datetime(2024, 3, 4, 6, 0, tzinfo=ZONE)
"""Its days go over the last Sunday of March, when the clocks skip an hour."""
HEADER = (
    "Summary",
    "Issue key",
    "Issue id",
    "Issue Type",
    "Status",
    "Project key",
    "Project name",
    "Priority",
    "Resolution",
    "Assignee",
    "Reporter",
    "Creator",
    "Created",
    "Updated",
    "Resolved",
    "Labels",
    "Labels",
    "Attachment",
    "Attachment",
    "Comment",
    "Comment",
    "Comment",
    "Custom field (Organizations)",
    "Custom field (Organizations)",
    "Custom field (Request participants)",
    "Custom field (Request participants)",
    "Custom field (Request Type)",
    "Custom field (Time to first response)",
    "Custom field (Time to resolution)",
    "Custom field (Impact, as told)",
    "Satisfaction rating",
)
CHANGES = (
    "issue_id",
    "changelog_id",
    "author_id",
    "created_date",
    "field_type",
    "field",
    "from",
    "from_string",
    "to",
    "to_string",
)
ORGANIZATIONS = ("Planet+", "Köln Logistik", "東京倉庫", "A&B", "A B")
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
MAPPING = """time = "%d/%b/%y %I:%M %p"

[states]
"In review" = "Active"
"""


def written(at: datetime) -> str:
    """A time as the site shows it, in its zone, to the minute."""
    local = at.astimezone(ZONE)
    return local.strftime("%d/%b/%y %I:%M %p")


@dataclass
class JiraMaker:
    """Makes `issues` issues from `seed`; `first_changes` then has when each left its first status,
    and `counts` how much stands in them."""

    seed: int = 1
    issues: int = 300
    first_changes: dict[str, datetime | None] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _random: random.Random = field(init=False)
    _changes: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def write(self, folder: Path, delimiter: str = ",") -> tuple[Path, Path, Path]:
        """Write the issues, their changes (newest first) and a mapping of the site's own words."""
        rows = [self._issue(index) for index in range(1, self.issues + 1)]
        self._changes += [self._change("99", START, "jira", "status", "Open", "Done")]
        self.counts["change of no issue"] += 1
        files = (folder / "issues.csv", folder / "changes.csv", folder / "words.toml")
        _write(files[0], (HEADER, *rows), delimiter)
        _write(files[1], (CHANGES, *self._changes[::-1]), delimiter)
        files[2].write_text(MAPPING)
        return files

    def _issue(self, index: int) -> list[str]:
        opened = START + timedelta(minutes=self._random.randrange(60 * 24 * 30))
        opened = opened.astimezone(ZoneInfo("UTC")).replace(second=0)
        number, priority = str(10_000 + index), self._random.choice(PRIORITIES)
        status, after, at = self._history(number, opened, priority)
        several = self._random.random() < 0.1
        named = self._random.sample(ORGANIZATIONS, k=2 if several else self._random.choice([0, 1]))
        self.counts["several customers"] += several
        comments = ["", *(self._comment(at) for _ in range(self._random.randrange(3)))]
        self.counts["comment"] += len(comments) - 1
        labels = self._random.sample(["edi", "vip"], k=self._random.randrange(3))
        people = self._random.sample(["ann", "bob"], k=self._random.randrange(3))
        self.counts.update({"tag": len(labels), "participant": len(people)})
        self.counts.update({"sla field": 2, "custom value": 2, "rating": 1, "attachment": 1})
        return [
            self._random.choice(['Labels, "new" ones', "Étiquettes\nillisibles", "Order stuck"]),
            f"SUP-{index}",
            number,
            "Service Request",
            status,
            "SUP",
            "Support desk",
            after,
            "Done" if status == "Resolved" else "",
            "eve",
            self._random.choice(["ann", "bob", "carl", ""]),
            "ann",
            written(opened),
            written(at),
            "",
            *_padded(labels, 2),
            *_padded([f"{written(at)};ann;a b.png;https://acme.example/a"], 2),
            *_padded(comments, 3),
            *_padded(named, 2)[::-1],
            *_padded(people, 2),
            "Get IT help (SUP)",
            "3:12",
            "-1:04",
            "One, two\nor three",
            "4",
        ]

    def _history(self, number: str, opened: datetime, priority: str) -> tuple[str, str, datetime]:
        """Add the issue's changes; return its status and priority now, and when it was changed."""
        status, at = "Waiting for support", opened
        self.first_changes[number] = None
        path = self._random.choice(
            [
                [],
                ["In Progress"],
                ["In Progress", "Waiting for customer", "In review", "Resolved"],
                ["Waiting for customer", "Resolved", "Closed"],
                ["Escalated", "Pending", "Resolved", "Reopened", "Resolved"],
            ]
        )
        for following in path:
            at += timedelta(minutes=self._random.choice([5, 90, 1500]))
            if self.first_changes[number] is None:
                self.first_changes[number] = at
            self._changes.append(self._change(number, at, "jira", "status", status, following))
            self._noise(number, at)
            status = following
        if path and self._random.random() < 0.3 and status != "Closed":
            before, priority = priority, self._random.choice(PRIORITIES)
            if before != priority:
                change = self._change(number, at, "jira", "priority", before, priority)
                self._changes.append(change)
        return status, priority, at

    def _noise(self, number: str, at: datetime) -> None:
        """Add what changes other fields: a custom one may have the name of one of Jira's own."""
        for kind, name in (("jira", "resolution"), ("custom", "Priority"), ("custom", "Rank")):
            if self._random.random() < 0.3:
                self._changes.append(self._change(number, at, kind, name, "Bronze", "Gold\nrush"))
                self.counts["other change"] += 1

    def _change(
        self, number: str, at: datetime, kind: str, name: str, before: str, after: str
    ) -> list[str]:
        count = str(len(self._changes) + 1)
        return [number, count, "557058:e", written(at), kind, name, "1", before, "2", after]

    def _comment(self, at: datetime) -> str:
        return f'{written(at)};557058:e;Hello,\n\nplease see "this", and\nthat.'


def _padded(texts: list[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]


def _write(file: Path, rows: tuple[object, ...], delimiter: str) -> None:
    # As Excel has it: a byte order mark, and line ends of two characters.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)  # type: ignore[arg-type]
