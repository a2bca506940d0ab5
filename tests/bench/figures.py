"""What a measure reports, and the table that is made of all reports."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import median

import msgspec
from rich.console import Console
from rich.table import Table

from events.clock import Clock


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure.

    `rate` is a second, times are in milliseconds; `against` names figures of the same run to
    compare the rate with. `at_least` is what the rate must reach in one of the repeats.
    """

    name: str
    rate: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    max_ms: float | None = None
    against: tuple[str, ...] = ()
    aim: str = ""
    at_least: float | None = None
    yardstick: bool = False


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of one measure found; `peak_mb`: the most memory its process had.

    `missing`: why there is nothing.
    """

    measure: str
    figures: list[Figure] = []
    peak_mb: float = 0.0
    missing: str | None = None


class Stopwatch:
    """Collects how long things took."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.seconds: list[float] = []

    def start(self) -> float:
        """Return the present instant."""
        return self._clock.monotonic()

    def stop(self, started: float) -> None:
        """Note how long ago that was."""
        self.seconds.append(self._clock.monotonic() - started)


def with_times(
    name: str, seconds: Sequence[float], rate: float | None = None, **more: object
) -> Figure:
    """Return a figure of a rate and of how the times spread. `more`: further fields of Figure."""
    ordered = sorted(seconds) or [0.0]
    times = {
        "p50_ms": quantile(ordered, 0.5) * 1000,
        "p99_ms": quantile(ordered, 0.99) * 1000,
        "max_ms": ordered[-1] * 1000,
    }
    return msgspec.convert({"name": name, "rate": rate, **times, **more}, Figure)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value that this share of them does not exceed."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def medians(reports: Sequence[Report]) -> list[tuple[Figure, float]]:
    """Return each figure with the medians of its repeats, and the most memory that a repeat had."""
    rows = [(figure, report.peak_mb) for report in reports for figure in report.figures]
    order = {figure.name: index for index, (figure, _) in reversed([*enumerate(rows)])}
    rows.sort(key=lambda pair: order[pair[0].name])
    return [_median([*same]) for _, same in groupby(rows, key=lambda pair: pair[0].name)]


def print_table(reports: Sequence[Report], title: str, console: Console) -> None:
    """Print all that was found as one table, and below it what is missing."""
    rows = medians(reports)
    rates = {figure.name: figure.rate for figure, _ in rows if figure.rate}
    table = Table(title=title)
    table.add_column("measure", overflow="fold")
    for column in ("a second", "p50 ms", "p99 ms", "max ms", "peak MB"):
        table.add_column(column, justify="right")
    table.add_column("against the same run's yardstick", overflow="fold")
    table.add_column("aim", overflow="fold")
    for figure, peak in rows:
        table.add_row(*_cells(figure, peak, rates), style="dim" if figure.yardstick else None)
    console.print(table)
    for missing in sorted({report.missing for report in reports if report.missing}):
        console.print(f"Not measured: {missing}")


def missed(reports: Sequence[Report]) -> Sequence[str]:
    """Return the figures that did not reach what they must in any repeat, each as a sentence.

    The best counts: what else the machine did makes a figure worse, and never better.
    """
    best: dict[str, Figure] = {}
    for figure in (figure for report in reports for figure in report.figures):
        before = best.get(figure.name)
        if before is None or (figure.rate or 0) > (before.rate or 0):
            best[figure.name] = figure
    return [
        f"{one.name}: {one.rate or 0:,.0f} a second, {one.at_least:,.0f} at least"
        for one in best.values()
        if one.at_least is not None and (one.rate or 0) < one.at_least
    ]


def _median(same: Sequence[tuple[Figure, float]]) -> tuple[Figure, float]:
    figures = [figure for figure, _ in same]
    fields = ("rate", "p50_ms", "p99_ms", "max_ms")
    middle = {name: _middle([getattr(figure, name) for figure in figures]) for name in fields}
    return msgspec.structs.replace(figures[0], **middle), max(peak for _, peak in same)


def _middle(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _cells(figure: Figure, peak: float, rates: Mapping[str, float]) -> tuple[str, ...]:
    ratios = [
        f"{(figure.rate or 0) / rates[other]:.2f} x {other} ({rates[other]:,.0f})"
        for other in figure.against
        if other in rates
    ]
    rate = "" if figure.rate is None else f"{figure.rate:,.0f}"
    times = [_ms(value) for value in (figure.p50_ms, figure.p99_ms, figure.max_ms)]
    aim = figure.aim if figure.at_least is None else f"{figure.at_least:,.0f}, asserted"
    return figure.name, rate, *times, f"{peak:,.0f}", "\n".join(ratios), aim


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"
