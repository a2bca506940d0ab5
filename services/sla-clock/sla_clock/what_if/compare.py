"""Compares what became of cases with what would have become of them under other promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from events.catalogue.terms import Priority, Promise
from sla_clock.what_if.histories import PRIORITIES, Codes, Histories, Rows
from sla_clock.what_if.judge import Judgement, judge
from sla_clock.what_if.verdict import VERDICTS, Judged
from sla_clock.what_if.why_other import WHYS, Why, Whys, why_other


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """How many promises were kept, as reporting counts them.

    `missed` are breaches that stand. Those `dropped` (excluded, or closed unanswered), `withdrawn`
    (CP-27c) and `open` count on neither side.
    """

    met: int
    missed: int
    withdrawn: int
    dropped: int
    open: int

    @property
    def cases(self) -> int:
        """Return how many cases there are."""
        return self.met + self.missed + self.withdrawn + self.dropped + self.open

    @property
    def attainment(self) -> float | None:
        """Return the percentage met of those met or missed, to one decimal; None without any."""
        # Rounded down in whole numbers: to the nearest, one missed of thousands would be 100 %.
        judged = self.met + self.missed
        return self.met * 1000 // judged / 10 if judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A case with another verdict, and why: what alone gives it, or all that is other together.

    `case` is its index among the histories.
    """

    case: int
    then: Judged
    supposed: Judged
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was, and what would have been, by the priority that each case had when it was judged.

    `due_moved`: how many cases would have been due at another time, whatever the verdict.
    `plainly`: how many were judged by the clock's own functions one by one (`judge.py`).
    """

    then: Mapping[Priority, Attainment]
    supposed: Mapping[Priority, Attainment]
    due_moved: int
    plainly: int
    _judged: tuple[Judgement, Judgement]
    _cases: Rows
    _whys: Whys

    def __len__(self) -> int:
        """Return how many cases have another verdict."""
        return len(self._cases)

    @property
    def reasons(self) -> Mapping[Why, int]:
        """Return how many verdicts are other ones for each reason; a case may have several."""
        return {why: int(self._whys[:, column].sum()) for column, why in enumerate(WHYS)}

    def differences(self, first: int = 0, at_most: int | None = None) -> list[Difference]:
        """Return the cases with another verdict from the `first` on, in the order of the cases."""
        upto = len(self) if at_most is None else min(first + at_most, len(self))
        return [self._difference(number) for number in range(first, upto)]

    def _difference(self, number: int) -> Difference:
        case = int(self._cases[number])
        then, supposed = (judged.of(case) for judged in self._judged)
        why = tuple(why for why, is_one in zip(WHYS, self._whys[number], strict=True) if is_one)
        return Difference(case=case, then=then, supposed=supposed, why=why)


def in_total(by_priority: Mapping[Priority, Attainment]) -> Attainment:
    """Return the cases of all priorities together."""
    rows = by_priority.values()
    return Attainment(
        met=sum(one.met for one in rows),
        missed=sum(one.missed for one in rows),
        withdrawn=sum(one.withdrawn for one in rows),
        dropped=sum(one.dropped for one in rows),
        open=sum(one.open for one in rows),
    )


def compare(histories: Histories, promised: Sequence[Promise], until: datetime) -> Comparison:
    """Judge every case under its own promise, and under the one that stands for it in `promised`.

    As `judge` does, which see. Raises BeyondCalendar.
    """
    then = judge(histories, histories.promised, until)
    supposed = judge(histories, promised, until)
    cases = np.flatnonzero(then.verdict != supposed.verdict)
    whys = why_other(histories.of(cases), promised, until, supposed.some(cases), then.some(cases))
    return Comparison(
        then=_by_priority(then.verdict, then.priority),
        supposed=_by_priority(supposed.verdict, then.priority),
        due_moved=int(np.count_nonzero(then.due_at != supposed.due_at)),
        plainly=then.plainly,
        _judged=(then, supposed),
        _cases=cases,
        _whys=whys,
    )


def _by_priority(verdict: Codes, priority: Codes) -> Mapping[Priority, Attainment]:
    # The same priority on both sides, though a case that is late sooner may not come to change it:
    # otherwise the rows would hold other cases.
    codes = priority.astype(np.int64) * len(VERDICTS) + verdict
    counts = np.bincount(codes, minlength=len(PRIORITIES) * len(VERDICTS))
    rows = counts.reshape(len(PRIORITIES), len(VERDICTS)).tolist()
    return {one: _attainment(row) for one, row in zip(PRIORITIES, rows, strict=True)}


def _attainment(counts: Sequence[int]) -> Attainment:
    count = dict(zip(VERDICTS, counts, strict=True))
    return Attainment(
        met=count["met"],
        missed=count["breached"],
        withdrawn=count["withdrawn"],
        dropped=count["excluded"] + count["closed"],
        open=count["open"],
    )
