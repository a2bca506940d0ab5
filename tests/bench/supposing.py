"""A what-if of a million cases: their way into columns, and the arithmetic, told apart.

The cases are drawn, with waits, excused time and changes of priority; a sample of them is judged by
the clock's own functions as well, which must say the same, or the measure fails.
"""

import random
import resource
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np

from events.catalogue.terms import Promise
from sla_clock.what_if.compare import compare
from sla_clock.what_if.fact import FactKind
from sla_clock.what_if.histories import KINDS, Histories, histories_of
from sla_clock.what_if.judge import Judgement, judge
from sla_clock.what_if.plain import judge_plainly
from tests.bench.figures import Figure
from tests.bench.workbench import Workbench
from tests.sla_clock.what_if.drawn_histories import USUAL, draw_histories
from tests.sla_clock.what_if.supposed_promises import QUARTERS, US, WINDOWS, all_promises

_CALENDARS = (US, WINDOWS, QUARTERS)
"""Whole days, and windows with lunch, both in Detroit; two short windows on Chatham."""
_YEARS = (2025, 2027)
_UNTIL = datetime(2027, 3, 1, tzinfo=UTC)
_BEST_OF = 3
_AT_MOST_S = 5.0
_OF_CASES = 1_000_000
_PLAIN = "what if: the clock's own functions, one case at a time"
_ANSWERED: tuple[FactKind, ...] = ("responded", "workaround-provided", "resolved")
_ANSWERS = [KINDS.index(kind) for kind in _ANSWERED]
Answer = TypeVar("Answer")


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Judge cases under other terms; a rate is by the process's CPU time, on one core."""
    promises = all_promises(_CALENDARS)
    others = random.Random(1).sample(promises, len(promises))
    histories = draw_histories(1, bench.sizes.judged, promises, _YEARS, USUAL)
    # Of all years and lengths, since the cases are in the order of their opening.
    cases = np.linspace(0, len(histories) - 1, min(bench.sizes.due, len(histories))).astype(np.intp)
    sample = histories.of(cases)
    judged, seconds = _best(lambda: judge(histories, others, _UNTIL))
    compared, whole_s = _best(lambda: compare(histories, others, _UNTIL))
    at_least = _OF_CASES / (_AT_MOST_S * bench.sizes.slack)
    return [
        Figure(
            name=_name(histories, judged),
            rate=len(histories) / seconds,
            against=(_PLAIN,),
            at_least=at_least,
        ),
        Figure(
            name=f"what if: as it was, as it would have been, and why {len(compared):,} differ",
            rate=len(histories) / whole_s,
            at_least=at_least,
        ),
        _into_columns(sample),
        _plain(sample, others, judged.some(cases)),
    ]


def _name(histories: Histories, judged: Judgement) -> str:
    """Return the figure's name, which says what the cases are like."""
    shares = {
        "wait": _share(histories, "information-requested"),
        "are excused": _share(histories, "contact-unreachable"),
        "change priority": _share(histories, "priority-changed"),
    }
    shares_text = ", ".join(f"{share:.0%} {what}" for what, share in shares.items())
    facts = len(histories.kind) / len(histories)
    return (
        f"what if: {len(histories):,} cases of {facts:.1f} facts judged in columns (before an"
        f" answer {shares_text}; {judged.plainly} judged plainly)"
    )


def _share(histories: Histories, kind: FactKind) -> float:
    """Return the share of the cases with such a fact before anybody answered."""
    answered = np.cumsum(np.isin(histories.kind, _ANSWERS))
    case = np.repeat(np.arange(len(histories)), np.diff(histories.first_fact))
    before = np.concatenate(([0], answered))[histories.first_fact[:-1]]
    unanswered = answered == before[case]
    cases = case[unanswered & (histories.kind == KINDS.index(kind))]
    return len(np.unique(cases)) / len(histories)


def _into_columns(sample: Histories) -> Figure:
    openings = [sample.opening(case) for case in range(len(sample))]
    facts = [fact for case in range(len(sample)) for fact in sample.facts(case)]
    _, seconds = _timed(lambda: histories_of(openings, facts))
    return Figure(name="what if: cases and their facts into columns", rate=len(sample) / seconds)


def _plain(sample: Histories, promises: Sequence[Promise], judged: Judgement) -> Figure:
    cases = [(sample.opening(case), sample.facts(case)) for case in range(len(sample))]
    plain, seconds = _timed(
        lambda: [
            judge_plainly(opening, facts, promises[promise], _UNTIL)
            for (opening, facts), promise in zip(cases, sample.promise, strict=True)
        ]
    )
    differ = [case for case, one in enumerate(plain) if one != judged.of(case)]
    assert not differ, f"{len(differ)} of {len(plain)} verdicts differ: {cases[differ[0]]}"
    return Figure(name=_PLAIN, rate=len(sample) / seconds, yardstick=True)


def _best(work: Callable[[], Answer]) -> tuple[Answer, float]:
    return min((_timed(work) for _ in range(_BEST_OF)), key=lambda timed: timed[1])


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    # Not by the clock: whatever else the machine does would be in it.
    began = _cpu_s()
    return work(), _cpu_s() - began


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
