"""The README's table of the traps is true: each trap that can be set stands in it, and so does each
file."""

import re
from pathlib import Path

from tests.faults.processes import ROOT
from tests.faults.traps import TRAPS

TABLE = (
    (ROOT / "libs" / "events" / "README.md")
    .read_text(encoding="utf-8")
    .partition("## Fifteen traps")[2]
)
ROWS = [line for line in TABLE.partition("\n## ")[0].splitlines() if re.match(r"\| \d+ \|", line)]


def test_there_are_fifteen() -> None:
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, 16))


def test_every_trap_that_can_be_set_stands_in_it() -> None:
    assert {name for row in ROWS for name in re.findall(r"`([a-z-]+)`", row)} == set(TRAPS)


def test_every_file_that_it_names_is_there() -> None:
    folder = Path(__file__).parent
    patterns = [pattern for row in ROWS for pattern in re.findall(r"`(test_[\w*]+\.py)`", row)]
    assert [pattern for pattern in patterns if not list(folder.glob(pattern))] == []
