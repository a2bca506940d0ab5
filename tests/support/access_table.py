"""Reads docs/access.md: who may ask what, as it was written by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from tests.support.outsider import Endpoint

ACCESS = Path(__file__).parents[2] / "docs" / "access.md"
EVERY_SERVICE = "every service"

Asker: TypeAlias = Literal[
    "own contact",
    "other contact",
    "agent",
    "oncall",
    "tam",
    "analyst",
    "admin",
    "service",
    "no token",
]
Access: TypeAlias = Literal["yes", "own", "403", "404", "401", "open"]
ASKERS: Sequence[Asker] = get_args(Asker)


@dataclass(frozen=True, slots=True)
class AccessRow:
    """What each asker gets from one route."""

    endpoint: Endpoint
    access: Mapping[Asker, Access]


def access_rows(text: str) -> Mapping[str, Sequence[AccessRow]]:
    """Return each section's rows, in their order.

    Raises ValueError for a row that says something unknown, and for a route that is listed twice.
    """
    sections: dict[str, list[AccessRow]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| `"):
            sections.setdefault(section, []).append(_row(line))
    for name, rows in sections.items():
        _refuse_twice(name, rows)
    return sections


def rows_of(service: str, text: str) -> Sequence[AccessRow]:
    """Return the rows of one service, with those that every service has."""
    sections = access_rows(text)
    rows = [*sections[EVERY_SERVICE], *sections[service]]
    _refuse_twice(service, rows)
    return rows


def _row(line: str) -> AccessRow:
    route, *cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
    method, _, path = route.strip("`").partition(" ")
    if len(cells) != len(ASKERS):
        raise ValueError(f"{route} has {len(cells)} answers, not {len(ASKERS)}")
    answers = dict(zip(ASKERS, map(_access, cells), strict=True))
    return AccessRow(Endpoint(method, path), answers)


def _access(cell: str) -> Access:
    for known in get_args(Access):
        if cell == known:
            access: Access = known
            return access
    raise ValueError(f"{cell!r} is none of {', '.join(get_args(Access))}")


def _refuse_twice(section: str, rows: Sequence[AccessRow]) -> None:
    twice = set(_repeated([row.endpoint for row in rows]))
    if twice:
        raise ValueError(f"listed twice for {section}: {twice}")


def _repeated(endpoints: Sequence[Endpoint]) -> Iterator[Endpoint]:
    return (endpoint for endpoint in endpoints if endpoints.count(endpoint) > 1)
