"""What the commands share at a terminal: how one stops, a finding, a table, a progress bar."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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


@contextmanager
def progress_bar(doing: str, total: int) -> Iterator[Advance]:
    """Show a bar on stderr, where that is a terminal; yields what moves it on by a count."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda count: progress.advance(task, count)
