"""What the commands share at a terminal: how one stops, a finding, tables, progress."""

import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

EVERY_S = 10.0
"""How often progress is told by a line, where there is no terminal."""

_NARROWEST, _UNKNOWN_WIDTH = 60, 120

Advance = Callable[[int], None]


class StopCommand(Exception):
    """Bad input, or a state of the service that does not allow the command. Nothing was written.

    Its message is one line for stderr, and the exit code is 2.
    """


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a store and where; `seq` is None for what concerns a shard as a whole."""

    shard: int
    seq: int | None
    problem: str

    def __str__(self) -> str:
        """Return the finding as one line."""
        location = (
            f"shard {self.shard}" if self.seq is None else f"shard {self.shard} seq {self.seq}"
        )
        return f"{location}: {self.problem}"


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return one line a row below the headings: columns two blanks apart, no trailing blanks."""
    table = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def terminal_width() -> int:
    """Return how many columns a line of output may have; `COLUMNS` says otherwise."""
    return max(_NARROWEST, shutil.get_terminal_size((_UNKNOWN_WIDTH, 24)).columns)


def fitted_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Sequence[str]:
    """Return the lines of a table that is at most so wide: long cells go on in the next line.

    Columns that hold nothing but numbers stand to the right.
    """
    if not rows:
        return []
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading, cells in zip(headings, zip(*rows, strict=True), strict=True):
        numbers = all(cell.replace(",", "").isdigit() or not cell for cell in cells)
        table.add_column(
            heading,
            justify="right" if numbers else "left",
            no_wrap=numbers,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    page = StringIO()
    Console(file=page, width=width, color_system=None, force_terminal=False).print(table)
    return [line.rstrip() for line in page.getvalue().splitlines()]


@contextmanager
def progress_bar(
    doing: str,
    total: int,
    *,
    console: Console | None = None,
    seconds: Callable[[], float] | None = None,
) -> Iterator[Advance]:
    """Show progress and the time left on stderr; yields what moves it on by a count.

    On a terminal it is a bar, elsewhere a line every ten `seconds` (a clock's that never goes
    back; the host's without it).
    """
    shown = console or Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=shown, disable=not shown.is_terminal, get_time=seconds
    ) as progress:
        progress.add_task(doing, total=total)
        yield _ProgressLines(shown, progress).advance


class _ProgressLines:
    """Progress as lines, where a bar cannot be drawn anew."""

    def __init__(self, console: Console, progress: Progress) -> None:
        self._console, self._progress = console, progress
        self._task: Task = progress.tasks[0]
        self._last = progress.get_time()

    def advance(self, count: int) -> None:
        self._progress.advance(self._task.id, count)
        now = self._progress.get_time()
        if not self._console.is_terminal and now - self._last >= EVERY_S:
            self._last = now
            self._console.print(self._line(now), soft_wrap=True, highlight=False)

    def _line(self, now: float) -> str:
        task, total = self._task, int(self._task.total or 0)
        done = int(task.completed)
        left = (now - (task.start_time or now)) / max(done, 1) * (total - done)
        return (
            f"{task.description}: {done:,} of {total:,} ({task.percentage:.0f} %),"
            f" {timedelta(seconds=math.ceil(left))} left"
        )
