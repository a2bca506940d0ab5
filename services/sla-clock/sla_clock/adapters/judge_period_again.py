"""Judges a period again as it would have been under another promise; nothing is written."""

from collections.abc import Sequence
from datetime import UTC, datetime

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
from sla_clock.what_if.compare import Attainment, Difference, compare, in_total
from sla_clock.what_if.histories import PRIORITIES
from sla_clock.what_if.say_difference import say_difference
from sla_clock.what_if.supposed_promise import suppose_promise
from sla_clock.what_if.verdict import Judged


async def judge_period_again(
    pool: Pool, schema: str, question: WhatIfQuestion, terms: TermsCatalogue
) -> WhatIf:
    """Answer the question.

    The arithmetic holds up the loop: nothing else may run in this process. Raises TooManyCases,
    NoSuchPromise, UnknownTerms, UnknownCalendar and BeyondCalendar.
    """
    cases = await read_cases(pool, schema, question.period, most=question.most)
    histories, until = cases.histories, cases.known_until
    others = [suppose_promise(one, question.other, terms) for one in histories.promised]
    at = until or datetime.fromtimestamp(0, UTC)
    compared = compare(histories, others, at)
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
                was=_counts(compared.then[priority]),
                would_be=_counts(compared.supposed[priority]),
            )
            for priority in PRIORITIES
        ],
        was=_counts(in_total(compared.then)),
        would_be=_counts(in_total(compared.supposed)),
        different=len(compared),
        different_cases=[
            _different(cases, one, others) for one in compared.differences(at_most=question.shown)
        ],
    )


def _different(
    cases: CasesOfPeriod, difference: Difference, others: Sequence[Promise]
) -> DifferentCase:
    histories, index = cases.histories, difference.case
    promise = int(histories.promise[index])
    return DifferentCase(
        case_id=histories.case_ids[index],
        number=cases.numbers[index],
        customer_id=cases.customers[index],
        opened_at=instant_of(int(histories.opened_at[index])),
        was=_verdict(difference.then),
        would_be=_verdict(difference.supposed),
        why=say_difference(difference, histories.promised[promise], others[promise]),
    )


def _verdict(judged: Judged) -> CaseVerdict:
    return CaseVerdict(verdict=judged.verdict, priority=judged.priority, due_at=judged.due_at)


def _counts(counted: Attainment) -> Counts:
    return Counts(
        cases=counted.cases,
        met=counted.met,
        missed=counted.missed,
        withdrawn=counted.withdrawn,
        excused=counted.dropped,
        open=counted.open,
        attainment=counted.attainment,
    )
