"""Computes a review's figures from groups that the database has counted.

So no figure needs the single cases or targets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Priority
from reporting.domain.bands import AGE_LABELS, DELAY_LABELS, PRIORITIES
from reporting.domain.deadline_row import Verdict
from reporting.domain.period import Period
from reporting.domain.review import AgeBand, Flow, LateBand, PriorityLine, StoodSummary, TrendPoint
from reporting.domain.tally import Tally, tally_of

When = Literal["before", "year", "period"]
"""Before the period's year, in the year before the period, or in the period."""
IN_YEAR: frozenset[When] = frozenset({"year", "period"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCount:
    """How many cases of the customer are alike in all of this.

    `priority` is as at the period's end.

    `ended`: when it was closed or excluded, None where it was not by the period's end;
    `ended_priority` what it had then. `over_at_start`: it had ended before the period. `age`: its
    band of AGE_LABELS where it is unresolved at the end. `clocked`: the clock has told of its
    target.
    """

    opened: When
    opened_priority: Priority
    priority: Priority
    ended: When | None
    ended_priority: Priority | None
    excluded: bool
    over_at_start: bool
    open_at_end: bool
    age: int | None
    clocked: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCount:
    """How many targets are alike in all of this.

    `slot` is where the verdict fell (for one without a verdict: where it fell due): 0 before the
    year, 1 in the year before the period, from 2 on the slices of the period, then after it; None:
    nowhere yet. `unjudged`: due, and not judged. `late`: a band of DELAY_LABELS, `told-in-time` or
    `unanswered`, of those missed. `longest_late_s` among them.
    """

    priority: Priority
    verdict: Verdict | None
    slot: int | None
    unjudged: bool
    late: str | None
    longest_late_s: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All that is counted for one review."""

    cases: Sequence[CaseCount]
    targets: Sequence[TargetCount]
    stood: StoodSummary


def flow_of(counts: Counts, period: Period, *, whole_year: bool) -> Flow:
    """Return the cases and verdicts of the period, or of its year up to its end."""
    when = IN_YEAR if whole_year else frozenset[When]({"period"})
    return Flow(
        opened=_cases(each for each in counts.cases if each.opened in when),
        closed=_cases(each for each in counts.cases if each.ended in when and not each.excluded),
        excluded=_cases(each for each in counts.cases if each.ended in when and each.excluded),
        open_at_end=_cases(each for each in counts.cases if each.open_at_end),
        targets=_tally(
            each for each in counts.targets if _fell(each, period, first=1 if whole_year else 2)
        ),
    )


def open_at_start(counts: Counts) -> int:
    """Return how many cases had been opened before the period and had not ended by then."""
    return _cases(
        each for each in counts.cases if each.opened != "period" and not each.over_at_start
    )


def touched(counts: Counts) -> int:
    """Return how many cases were opened or ended in the period, or are open at its end."""
    return _cases(
        each
        for each in counts.cases
        if each.opened == "period" or each.ended == "period" or each.open_at_end
    )


def unclocked(counts: Counts) -> int:
    """Return for how many cases of the period the clock has not started a target yet."""
    return _cases(each for each in counts.cases if each.opened == "period" and not each.clocked)


def priority_line(counts: Counts, period: Period, priority: Priority) -> PriorityLine:
    """Return the flow of one priority."""
    ended = [each for each in counts.cases if each.ended == "period" and not each.excluded]
    mine = [each for each in counts.targets if each.priority == priority]
    late = [
        each.longest_late_s for each in _missed(mine, period) if each.longest_late_s is not None
    ]
    return PriorityLine(
        priority=priority,
        opened=_cases(
            each
            for each in counts.cases
            if (each.opened, each.opened_priority) == ("period", priority)
        ),
        closed=_cases(each for each in ended if each.ended_priority == priority),
        open_at_end=_cases(
            each for each in counts.cases if each.open_at_end and each.priority == priority
        ),
        targets=_tally(each for each in mine if _fell(each, period)),
        running=sum(each.count for each in mine if _running(each, period)),
        longest_late_s=max(late, default=None),
    )


def ageing(counts: Counts) -> tuple[AgeBand, ...]:
    """Return how old the unresolved cases are at the end, band by band."""
    return tuple(_age_band(counts, index) for index in range(len(AGE_LABELS)))


def lateness(counts: Counts, period: Period) -> tuple[LateBand, ...]:
    """Return how late the missed targets were answered, band by band.

    Those said to be in time and those not answered come last.
    """
    missed = _missed(counts.targets, period)
    # In the order in which they are shown.
    labels = {
        **{label: label for label in DELAY_LABELS},
        "told-in-time": "said to be in time",
        "unanswered": "not answered",
    }
    bands = [
        LateBand(label=shown, count=sum(each.count for each in missed if each.late == label))
        for label, shown in labels.items()
    ]
    # Few customers ever have a claim (CP-27c); an empty band for it would only raise a question.
    return tuple(band for band in bands if band.count or band.label != "said to be in time")


def trend(counts: Counts, period: Period) -> tuple[TrendPoint, ...]:
    """Return the verdicts of each week or month, for the priorities that had any."""
    fell = [each for each in counts.targets if each.verdict is not None and _fell(each, period)]
    used = [priority for priority in PRIORITIES if any(each.priority == priority for each in fell)]
    return tuple(
        _point(
            period,
            index,
            [each for each in fell if (each.slot, each.priority) == (index + 2, priority)],
            priority,
        )
        for index in range(len(period.slices()))
        for priority in used
    )


def cuts_of(period: Period) -> list[datetime]:
    """Return the instants that separate the slots of `TargetCount`."""
    return [period.year_start, *(piece.start for piece in period.slices()), period.end]


def _point(
    period: Period, index: int, fell: Sequence[TargetCount], priority: Priority
) -> TrendPoint:
    piece, counted = period.slices()[index], _tally(fell)
    return TrendPoint(
        label=piece.label,
        starts_on=piece.starts_on,
        priority=priority,
        met=counted.met,
        missed=counted.missed,
        excused=counted.excused,
    )


def _cases(groups: Iterable[CaseCount]) -> int:
    return sum(each.count for each in groups)


def _tally(groups: Iterable[TargetCount]) -> Tally:
    counted = list(groups)
    verdicts = {
        name: sum(each.count for each in counted if each.verdict == name)
        for name in ("met", "missed", "excused")
    }
    withdrawn = sum(each.count for each in counted if each.verdict == "withdrawn")
    return tally_of(
        **verdicts,
        withdrawn=withdrawn,
        due_not_judged=sum(each.count for each in counted if each.unjudged),
    )


def _fell(each: TargetCount, period: Period, *, first: int = 2) -> bool:
    """Return whether the target's verdict fell in the period's slots.

    A target without a verdict falls where it was due: there it counts, if it is not judged yet.
    """
    # Slots 0 and 1 lie before the period, and the one after its last slice behind it.
    return each.slot is not None and first <= each.slot < len(period.slices()) + 2


def _running(each: TargetCount, period: Period) -> bool:
    """Return whether the target had no verdict by the period's end and was not due without one."""
    if each.verdict is None:
        return not each.unjudged
    return each.slot is not None and each.slot >= len(period.slices()) + 2


def _missed(targets: Iterable[TargetCount], period: Period) -> list[TargetCount]:
    return [each for each in targets if each.verdict == "missed" and _fell(each, period)]


def _age_band(counts: Counts, index: int) -> AgeBand:
    aged = [each for each in counts.cases if each.open_at_end and each.age == index]
    by_priority = {
        each: _cases(group for group in aged if group.priority == each) for each in PRIORITIES
    }
    return AgeBand(label=AGE_LABELS[index], counts=by_priority, total=_cases(aged))
