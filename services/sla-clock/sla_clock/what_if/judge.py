"""Judges many cases again under other promises, all at once.

Its answers are those of `plain.py`, which asks the clock's own functions about one case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from careplans.zone_offsets import instant_of, microseconds
from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.histories import (
    NO_CALENDAR,
    PRIORITIES,
    Codes,
    Histories,
    Instants,
    Rows,
)
from sla_clock.what_if.plain import judge_plainly
from sla_clock.what_if.promised_columns import FAR
from sla_clock.what_if.replay_cases import Question, Replay
from sla_clock.what_if.verdict import VERDICTS, Judged

AT_ONCE: Final = 32_768
"""Cases in a block: its columns stay in the processor's cache."""
FACTS_AT_MOST: Final = 64
"""A case with more facts is judged by the plain function: a column would be mostly empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of each case, by its index; `plainly`: how many the plain function judged.

    `verdict` is an index among VERDICTS, `priority` (when it came) among PRIORITIES. `due_at` is
    FAR while the clock stands. `followed` is an index among `calendars`: the later version that the
    case counted by in the end; NO_CALENDAR: that of its promise.
    """

    verdict: Codes
    priority: Codes
    due_at: Instants
    followed: NDArray[np.int32]
    calendars: Sequence[CalendarRef]
    plainly: int

    def of(self, case: int) -> Judged:
        """Return what is said of one case."""
        due_at = int(self.due_at[case])
        return Judged(
            verdict=VERDICTS[self.verdict[case]],
            priority=PRIORITIES[self.priority[case]],
            due_at=None if due_at == FAR else instant_of(due_at),
            followed=self.calendar_of(case),
        )

    def calendar_of(self, case: int) -> CalendarRef | None:
        """Return the later version of the calendar that the case followed, if any."""
        index = self.followed[case]
        return None if index == NO_CALENDAR else self.calendars[index]

    def some(self, cases: Rows) -> "Judgement":
        """Return what became of these cases, in that order."""
        return replace(
            self,
            verdict=self.verdict[cases],
            priority=self.priority[cases],
            due_at=self.due_at[cases],
            followed=self.followed[cases],
        )


def judge(histories: Histories, promised: Sequence[Promise], until: datetime) -> Judgement:
    """Return the verdict of each case under the promise that stands for its own.

    `promised` are as many as `histories.promised`, and in their order. What was recorded up to
    `until` counts, and what is due before it is judged; a case whose claim was accepted later is
    judged up to then. Raises BeyondCalendar for a due time after the years that a calendar knows.
    """
    verdict, priority = np.zeros(len(histories), np.int8), histories.priority.copy()
    due_at = np.full(len(histories), FAR, np.int64)
    followed = np.full(len(histories), NO_CALENDAR, np.int32)
    question = Question(histories, promised, microseconds(until))
    facts = np.diff(histories.first_fact)
    # A block ends with its longest history, so alike ones are put together.
    order = np.argsort(facts, kind="stable")
    few = int(np.searchsorted(facts[order], FACTS_AT_MOST, side="right"))
    for begin in range(0, few, AT_ONCE):
        cases = order[begin : min(begin + AT_ONCE, few)]
        replay = Replay(question, cases)
        replay.run()
        verdict[cases], due_at[cases] = replay.verdict, replay.due_at
        priority[cases] = replay.priority
        followed[cases] = question.followed.calendar[replay.promise]
    for case in order[few:]:
        judged = _plainly(histories, int(case), promised, until)
        verdict[case] = VERDICTS.index(judged.verdict)
        priority[case] = PRIORITIES.index(judged.priority)
        due_at[case] = FAR if judged.due_at is None else microseconds(judged.due_at)
        if judged.followed:
            followed[case] = histories.calendars.index(judged.followed)
    return Judgement(
        verdict=verdict,
        priority=priority,
        due_at=due_at,
        followed=followed,
        calendars=histories.calendars,
        plainly=len(order) - few,
    )


def _plainly(
    histories: Histories, case: int, promised: Sequence[Promise], until: datetime
) -> Judged:
    promise = promised[histories.promise[case]]
    return judge_plainly(histories.opening(case), histories.facts(case), promise, until)
