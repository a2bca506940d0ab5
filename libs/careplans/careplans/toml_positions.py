"""Finds where in a TOML file a field stands, so that a mistake is told with line and column.

What reads TOML gives values without their places. This reads places without values: the keys and
headers of a file that is valid TOML.
"""

import re
from collections.abc import Iterator, Mapping

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<path>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(?P<path>(?:[\w-]+|\"[^\"]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")
# Strings and comments first, so that no bracket in them is taken for one.
_TOKEN = re.compile(r"'''|\"\"\"|'[^']*'|\"(?:\\.|[^\"\\])*\"|#.*|[\[\]{}]")
_STEP_UP = re.compile(r"[.\[]")
_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}


def position_of(field: str, text: str) -> tuple[int, int] | None:
    """Return line and column, from 1, of a field such as `plans.gold.seats` or `added[0].every`.

    Of what stands inside of one value it is the key's; None where no part of the field is there.
    """
    positions = _positions(text)
    # One step up each time: `added[0].every`, `added[0]`, `added`.
    for end in (len(field), *(step.start() for step in reversed([*_STEP_UP.finditer(field)]))):
        if field[:end] in positions:
            return positions[field[:end]]
    return None


def _positions(text: str) -> Mapping[str, tuple[int, int]]:
    positions, counts, table = dict[str, tuple[int, int]](), dict[str, int](), ""
    for number, line in _lines_that_begin(text):
        if header := _HEADER.match(line):
            table = _path(header["path"])
            if header["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
            table = _numbered(table, counts)
            positions.setdefault(table, (number, header.start("open") + 1))
        elif key := _KEY.match(line):
            path = f"{table}.{_path(key['path'])}" if table else _path(key["path"])
            positions[path] = (number, key.start("path") + 1)
    return positions


def _lines_that_begin(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not go on with a value of the line before."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not depth and not quote:
            yield number, line
        for token in _TOKEN.findall(line):
            if token in {"'''", '"""'}:
                quote = "" if quote == token else quote or token
            elif not quote:
                depth += _DEPTH.get(token, 0)


def _path(written: str) -> str:
    return ".".join(part.strip().strip('"') for part in written.split("."))


def _numbered(table: str, counts: Mapping[str, int]) -> str:
    """Return the path with the number of each table that stands in a list."""
    parts, path = list[str](), ""
    for part in table.split("."):
        path = f"{path}.{part}" if path else part
        parts.append(f"{part}[{counts[path]}]" if path in counts else part)
    return ".".join(parts)
