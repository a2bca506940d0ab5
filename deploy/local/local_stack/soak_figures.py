"""What a soak measures, and by how much each figure may grow from its start to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import TypeVar

from local_stack.process_load import ProcessLoad
from local_stack.servers import BrokerKind

WATERMARKS_A_DAY = 86_400
_PART = 4
"""A run is divided into this many parts; its first is the start, its last the end."""

Seen = TypeVar("Seen")
At = tuple[float, float]
"""Seconds since the beginning, and what was seen then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the table.

    Its bound at the end is a multiple of that at the start; some value is always allowed.
    """

    name: str
    unit: str
    times: float
    always: float

    def has_grown(self, start: float, end: float, slack: float = 1.0, slower: float = 1.0) -> bool:
        """Return whether the end is beyond the bound; of what is not memory, `slack` times it.

        `slower`: how much longer the machine took for the same work at the end. What it makes of
        the figures is not ours: processor time is compared without it.
        """
        times = self.times * slower if self.unit.startswith("%") else self.times
        bound = max(self.always, times * start)
        return end > bound * (1.0 if self.unit == "MB" else slack)


_SEEN = (
    Figure(name="watermark lag, worst", unit="s", times=2.0, always=1.5),
    Figure(name="P1 until its page, median", unit="s", times=2.0, always=0.5),
    Figure(name="P1 until its page, worst", unit="s", times=2.0, always=1.0),
    Figure(name="breach noticed late, worst", unit="s", times=2.0, always=1.0),
)
PROCESSES = ("broker", "postgres", "intake", "sla_clock", "notifier", "reporting")
"""Every process that serves, by the name under which its id is kept."""
_ALWAYS_BUSY = {"broker": 8.0, "postgres": 8.0}
# Their caches fill up to what they are given; a service has none. Kafka's is the heap of 512 MB
# (`apache_kafka.py`), and a JVM's own needs beside it.
_ALWAYS_MB: Mapping[BrokerKind, Mapping[str, float]] = {
    "embedded": {"broker": 200.0, "postgres": 260.0},
    "kafka": {"broker": 850.0, "postgres": 260.0},
}


def _busy(name: str) -> Figure:
    always = _ALWAYS_BUSY.get(name, 5.0)
    return Figure(name=f"{name}'s CPU, busy", unit="% of a core", times=1.5, always=always)


def _resting(name: str) -> Figure:
    return Figure(name=f"{name}'s CPU, idle", unit="% of a core", times=1.5, always=3.0)


def _memory(name: str, broker: BrokerKind = "embedded") -> Figure:
    always = _ALWAYS_MB[broker].get(name, 0.0)
    return Figure(name=f"{name}'s memory", unit="MB", times=1.3, always=always)


def figures_with(broker: BrokerKind) -> Sequence[Figure]:
    """Return every figure of a soak on that broker, in the table's order."""
    of_processes = (partial(_memory, broker=broker), _busy, _resting)
    memory, busy, resting = ([make(name) for name in PROCESSES] for make in of_processes)
    return (*_SEEN, *busy, *resting, *memory)


@dataclass
class Samples:
    """What was seen so far. `loads`: of each process while the system was busy; `rest_before` and
    `rest_after`: its share of a core, in percent, while nothing was asked of it. The yardstick is
    what a fixed piece of work takes, in milliseconds, all the time and in both rests. `broken_by`:
    what ended the run before its time; empty: nothing did."""

    lags: list[At] = field(default_factory=list)
    pages: list[At] = field(default_factory=list)
    breaches: list[At] = field(default_factory=list)
    loads: dict[str, list[tuple[float, ProcessLoad]]] = field(default_factory=dict)
    rest_before: Mapping[str, float] = field(default_factory=dict)
    rest_after: Mapping[str, float] = field(default_factory=dict)
    yardsticks: list[At] = field(default_factory=list)
    yardstick_before: float = 0.0
    yardstick_after: float = 0.0
    blind: int = 0
    cases: int = 0
    watermarks: int = 0
    broken_by: str = ""

    def figures(self, begin_s: float, end_s: float) -> Mapping[str, float]:
        """Return the figures of a part of the run, those at rest left out."""
        lags, pages = _within(self.lags, begin_s, end_s), _within(self.pages, begin_s, end_s)
        seen = {
            "watermark lag, worst": max(lags, default=0.0),
            "P1 until its page, median": median(pages) if pages else 0.0,
            "P1 until its page, worst": max(pages, default=0.0),
            "breach noticed late, worst": max(_within(self.breaches, begin_s, end_s), default=0.0),
        }
        for name, loads in self.loads.items():
            part = [(at, load) for at, load in loads if begin_s <= at <= end_s]
            seen[_busy(name).name] = _share(part)
            seen[_memory(name).name] = median(load.memory_mb for _, load in part) if part else 0.0
        return seen

    def yardstick(self, begin_s: float, end_s: float) -> float:
        """Return what the same work took in a part of the run, in milliseconds of a core."""
        took = _within(self.yardsticks, begin_s, end_s)
        return median(took) if took else 0.0

    def has_loads(self, begin_s: float, end_s: float) -> bool:
        """Return whether a part of the run was long enough to say what each process used in it."""
        return all(len(_within(self.loads.get(name, []), begin_s, end_s)) > 1 for name in PROCESSES)

    def at_rest(self, shares: Mapping[str, float]) -> Mapping[str, float]:
        """Return the figures of a time in which nothing was asked of the system."""
        return {_resting(name).name: share for name, share in shares.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakReport:
    """The result of a soak: the table's lines, and the names of what has grown."""

    lines: Sequence[str]
    grown: Sequence[str]


def share_of_a_core(before: ProcessLoad, after: ProcessLoad, took_s: float) -> float:
    """Return the processor time used in between as a percentage of one core."""
    return 100 * (after.cpu_s - before.cpu_s) / took_s


def report(
    samples: Samples,
    took_s: float,
    target: int,
    slack: float = 1.0,
    broker: BrokerKind = "embedded",
) -> SoakReport:
    """Compare the run's first part with its last, and the rest before it with the rest after.

    `slack` widens the bounds of what takes time: a short run has few samples of it.
    """
    start = {
        **samples.figures(0, took_s / _PART),
        **samples.at_rest(samples.rest_before),
    }
    end = {
        **samples.figures(took_s * (1 - 1 / _PART), took_s),
        **samples.at_rest(samples.rest_after),
    }
    busy = samples.yardstick(0, took_s / _PART), samples.yardstick(took_s * (1 - 1 / _PART), took_s)
    rest = samples.yardstick_before, samples.yardstick_after
    figures = figures_with(broker)
    rows = [_row(one.name, start[one.name], end[one.name], one.unit) for one in figures]
    rows += [_row("the same work, busy", *busy, "ms"), _row("the same work, idle", *rest, "ms")]
    grown = [
        one.name
        for one in figures
        if one.has_grown(
            start[one.name], end[one.name], slack, _ratio(*(rest if "idle" in one.name else busy))
        )
    ]
    if not samples.has_loads(0, took_s / _PART):
        # Its CPU would count as none, and that of the end as grown.
        grown = ["the time was too short to compare"]
    days = samples.watermarks / WATERMARKS_A_DAY
    made = (
        f"{samples.watermarks} watermarks ({days:.2f} days' worth at rest), {samples.cases} cases, "
        f"{len(samples.pages)} P1s and {len(samples.breaches)} breaches in {took_s:.0f} s; "
        f"seen blind {samples.blind} times"
    )
    if samples.broken_by:
        made += f"; the run ended early: {samples.broken_by}"
        grown.append("the run was broken")
    elif samples.watermarks < target:
        made += f"; {target} watermarks were to be made, and the time was over before"
        grown.append("the time was too short")
    if samples.blind:
        grown.append("the clock was blind")
    return SoakReport(lines=[made, f"{'':28}{'start':>10}{'end':>10}", *rows], grown=grown)


def _row(name: str, start: float, end: float, unit: str) -> str:
    return f"{name:28}{start:10.2f}{end:10.2f}  {unit}"


def _ratio(start: float, end: float) -> float:
    """Return how much slower the machine became; 1 where that was not measured."""
    return end / start if start and end else 1.0


def _within(samples: Sequence[tuple[float, Seen]], begin_s: float, end_s: float) -> list[Seen]:
    return [value for at, value in samples if begin_s <= at <= end_s]


def _share(part: Sequence[tuple[float, ProcessLoad]]) -> float:
    if len(part) < 2:
        return 0.0
    (since, before), (until, after) = part[0], part[-1]
    return share_of_a_core(before, after, until - since)
