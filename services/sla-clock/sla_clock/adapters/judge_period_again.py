"""Judges a period again as it would have been under another promise; nothing is written."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from careplans.terms import TermsCatalogue
from careplans.zone_offsets import instant_of
from events.catalogue.terms import Promise
from events.store.connection import Pool
from sla_clock.adapters.fact_reads import CasesOfPeriod, read_cases
from sla_clock.adapters.what_if_question import (
    CaseVerdict,
    Counts,
    DifferentCase,
    PriorityLine,
    WhatIf,
    WhatIfQuestion,
)
from sla_clock.what_if.histories import PRIORITIES
from sla_clock.what_if.judge import Judgement, judge
from sla_clock.what_if.say_difference import say_difference
from sla_clock.what_if.supposed_promise import suppose_promise
from sla_clock.what_if.verdict import VERDICTS, Verdict

_EXCUSED: Final[frozenset[Verdict]] = frozenset({"excluded", "closed"})


async def judge_period_again(
    pool: Pool, schema: str, question: WhatIfQuestion, terms: TermsCatalogue
) -> WhatIf:
    """Answer the question.

    The arithmetic runs in a thread of its own, since the clock's timers must not wait for it.
    Raises TooManyCases, NoSuchPromise, UnknownTerms, UnknownCalendar and BeyondCalendar.
    """
    cases = await read_cases(pool, schema, question.period, most=question.most)
    return await asyncio.to_thread(_judged, cases, question, terms)


def _judged(cases: CasesOfPeriod, question: WhatIfQuestion, terms: TermsCatalogue) -> WhatIf:
    histories, until = cases.histories, question.known_until or cases.last_at
    others = [suppose_promise(one, question.other, terms) for one in histories.promised]
    at = until or datetime.fromtimestamp(0, UTC)
    was = judge(histories, histories.promised, at)
    would_be = judge(histories, others, at)
    different = np.flatnonzero(was.verdict != would_be.verdict)
    shown = [
        _different(cases, int(index), was, would_be, others)
        for index in different[: question.shown]
    ]
    everywhere = np.ones(len(histories), np.bool_)
    return WhatIf(
        since=question.period.since,
        before=question.period.before,
        known_until=until,
        facts_since=cases.facts_since,
        cases=len(histories),
        lacking=cases.lacking,
        by_priority=[
            PriorityLine(
                priority=priority,
                was=_counts(was, histories.priority == index),
                would_be=_counts(would_be, histories.priority == index),
            )
            for index, priority in enumerate(PRIORITIES)
        ],
        was=_counts(was, everywhere),
        would_be=_counts(would_be, everywhere),
        different=len(different),
        different_cases=shown,
    )


def _different(
    cases: CasesOfPeriod,
    index: int,
    was: Judgement,
    would_be: Judgement,
    others: Sequence[Promise],
) -> DifferentCase:
    histories, promise = cases.histories, int(cases.histories.promise[index])
    before, after = was.of(index), would_be.of(index)
    return DifferentCase(
        case_id=histories.case_ids[index],
        number=cases.numbers[index],
        customer_id=cases.customers[index],
        opened_at=instant_of(int(histories.opened_at[index])),
        was=CaseVerdict(verdict=before.verdict, priority=before.priority, due_at=before.due_at),
        would_be=CaseVerdict(verdict=after.verdict, priority=after.priority, due_at=after.due_at),
        why=say_difference(before, after, histories.promised[promise], others[promise]),
    )


def _counts(judgement: Judgement, which: NDArray[np.bool_]) -> Counts:
    numbers = np.bincount(judgement.verdict[which], minlength=len(VERDICTS)).tolist()
    count = dict(zip(VERDICTS, numbers, strict=True))
    decided = count["met"] + count["breached"]
    return Counts(
        cases=sum(numbers),
        met=count["met"],
        missed=count["breached"],
        withdrawn=count["withdrawn"],
        excused=sum(count[verdict] for verdict in _EXCUSED),
        open=count["open"],
        # In whole numbers first: no rounding may turn a miss into 100 percent.
        attainment=count["met"] * 1_000 // decided / 10 if decided else None,
    )
