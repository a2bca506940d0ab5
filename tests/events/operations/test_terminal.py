"""What a command shows fits the terminal, and says how long it will take."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from events.operations.terminal import fitted_table, progress_bar, terminal_width

HEADINGS = ("customer", "count", "what becomes of it")
ROWS = (
    (
        "koln-logistik-1ded6c4e" * 3,
        "1,141",
        "a case holds when it was answered, not by which words",
    ),
    ("東京倉庫", "7", "nothing [of it] is lost"),
)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_is_no_wider_than_the_terminal_and_loses_nothing(width: int) -> None:
    lines = fitted_table(HEADINGS, ROWS, width)
    assert max(map(cell_len, lines)) <= width
    letters = "".join("".join(lines).split())
    assert letters.count("1,141") == 1
    assert "nothing[ofit]islost" in letters
    # Numbers stand to the right, whatever is wide in the columns before.
    ends = [
        cell_len(line[: line.index(number) + len(number)])
        for line in lines
        for number in ("1,141", " 7 ")
        if number in line
    ]
    assert ends[0] == ends[1] - 1


def test_a_table_without_rows_is_none() -> None:
    assert fitted_table(HEADINGS, (), 80) == []


def test_the_width_is_said_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "93")
    assert terminal_width() == 93
    monkeypatch.setenv("COLUMNS", "7")
    assert terminal_width() == 60


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_where_there_is_no_terminal_a_line_says_every_ten_seconds_how_far_it_is() -> None:
    page, seconds = StringIO(), Seconds()
    console = Console(file=page, force_terminal=False)
    with progress_bar("importing", 1200, console=console, seconds=seconds) as advance:
        for _ in range(300):
            seconds.now += 0.125
            advance(2)
    assert page.getvalue().splitlines() == [
        "importing: 160 of 1,200 (13 %), 0:01:05 left",
        "importing: 320 of 1,200 (27 %), 0:00:55 left",
        "importing: 480 of 1,200 (40 %), 0:00:45 left",
    ]


def test_on_a_terminal_one_line_changes() -> None:
    page, seconds = StringIO(), Seconds()
    console = Console(file=page, force_terminal=True, width=80)
    with progress_bar("importing", 1200, console=console, seconds=seconds) as advance:
        seconds.now += 30
        advance(1200)
    assert "1200/1200" in page.getvalue()
    assert "left" not in page.getvalue()
