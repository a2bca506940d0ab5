"""Keeps the dates of a published calendar version as data, so that no release moves a promise.

The library that knows countries' holidays learns of new ones, and changes its mind about old ones.
So a version's dates are written beside its file when it is published (`python -m careplans
freeze`), and from then on they are what counts (CP-25).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from careplans.calendar_files import CalendarFile
from careplans.data_files import read_text
from careplans.errors import InvalidCatalogue
from careplans.frozen_zone import ZONE_SUFFIX, FrozenZone, read_frozen_zone
from careplans.observed_holidays import last_known_year, observed_holidays

FIRST_YEAR = 1970
LAST_YEAR = 2200
"""No calendar reaches further, whatever its data."""

SUFFIX = ".dates"
_HEAD = (
    "# The observed holidays of {id} version {version}, as they were when it was published.\n"
    "# Written by `python -m careplans freeze`. A change is a new version in a new file.\n"
)
_WRITTEN = re.compile(
    r"(?:#[^\n]*\n)*sha256 (?P<sum>[0-9a-f]{64})\n"
    r"(?P<body>rules (?P<rules>[0-9a-f]{64})\n"
    r"years (?P<first>\d{4}) to (?P<last>\d{4}) by holidays \S+\n"
    r"(?P<days>(?:\d{4}-\d{2}-\d{2} [^\n]+\n)*))"
)


@dataclass(frozen=True, slots=True)
class FrozenDates:
    """The observed holidays of the years `first_year` to `last_year`, both included, by year.

    `clock`: the calendar's zone as it was then; None for versions of before clocks were frozen.
    """

    first_year: int
    last_year: int
    by_year: Mapping[int, Mapping[date, str]]
    # Not compared: a clock may be frozen after the dates, and the version is the same.
    clock: FrozenZone | None = field(default=None, compare=False)

    def of_year(self, year: int) -> Mapping[date, str] | None:
        """Return a year's holidays, in order; None for a year that was not frozen."""
        if not self.first_year <= year <= self.last_year:
            return None
        return self.by_year.get(year, {})


def freeze(source: CalendarFile) -> str:
    """Return the text of a dates file: every year from 1970 to the last that is known today."""
    last = last_known_year(source) or LAST_YEAR
    days = [
        f"{day.isoformat()} {name}\n"
        for year in range(FIRST_YEAR, last + 1)
        for day, name in observed_holidays(source, year).items()
    ]
    body = (
        f"rules {_rules_of(source)}\n"
        f"years {FIRST_YEAR} to {last} by holidays {version('holidays')}\n{''.join(days)}"
    )
    head = _HEAD.format(id=source.id, version=source.version)
    return f"{head}sha256 {_sum(body)}\n{body}"


def read_frozen(folder: Traversable, stem: str, source: CalendarFile) -> FrozenDates:
    """Return the dates, and the clock, that were frozen for the calendar in `stem`.toml.

    Raises InvalidCatalogue where there are no dates, where something was touched, and where the
    calendar's file says something else than it did when they were written.
    """
    file = folder / f"{stem}{SUFFIX}"
    if not file.is_file():
        problem = f"its dates are not frozen: run `python -m careplans freeze{_folder_of(file)}`"
        raise InvalidCatalogue(f"{file.name.removesuffix(SUFFIX)}.toml", "", problem)
    written = _WRITTEN.fullmatch(read_text(file))
    if written is None or _sum(written["body"]) != written["sum"]:
        problem = "the frozen dates were changed: take the published file back"
        raise InvalidCatalogue(file.name, "", problem)
    if written["rules"] != _rules_of(source):
        problem = (
            f"'{source.id}' version {source.version} was changed after its dates were frozen:"
            " a change is a new version in a new file"
        )
        raise InvalidCatalogue(file.name, "", problem)
    clock = read_frozen_zone(folder / f"{stem}{ZONE_SUFFIX}", source)
    return _frozen(int(written["first"]), int(written["last"]), written["days"], clock)


def _folder_of(file: Traversable) -> str:
    """Return the vendor's folder as an argument: the one that holds `calendars`."""
    return f" {file.parent.parent}" if isinstance(file, Path) else " FOLDER"


def moved_since(source: CalendarFile, frozen: FrozenDates) -> list[str]:
    """Return what the installed library says otherwise today, in one line a day; no date moves."""
    lines = []
    for year in range(frozen.first_year, frozen.last_year + 1):
        then, now = frozen.by_year.get(year, {}), observed_holidays(source, year)
        lines += [f"{day.isoformat()} ({name}) is new" for day, name in now.items() - then.items()]
        lines += [f"{day.isoformat()} ({name}) is gone" for day, name in then.items() - now.items()]
    return sorted(lines)


def _frozen(first: int, last: int, days: str, clock: FrozenZone | None) -> FrozenDates:
    by_year: dict[int, dict[date, str]] = {}
    for line in days.splitlines():
        day = date.fromisoformat(line[:10])
        by_year.setdefault(day.year, {})[day] = line[11:]
    return FrozenDates(first, last, by_year, clock)


def _rules_of(source: CalendarFile) -> str:
    # Without what is left at its default: a later release may know fields that no old file has.
    return sha256(msgspec.json.encode(source, order="deterministic")).hexdigest()


def _sum(body: str) -> str:
    return sha256(body.encode()).hexdigest()
