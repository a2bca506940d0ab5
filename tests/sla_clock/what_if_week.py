"""Cases of one week, of which tests ask what would have been."""

from collections.abc import Mapping
from typing import Any

from careplans.terms import load_terms
from events.catalogue.case_events import CaseResponded
from events.catalogue.terms import Priority
from sla_clock.adapters.judge_period_again import judge_period_again
from sla_clock.adapters.what_if_question import Counts, Period, WhatIf, WhatIfQuestion
from sla_clock.settings import SCHEMA
from sla_clock.what_if.supposed_promise import Supposition
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import TEXT, at, hours, opened

MONDAY = at("2026-11-16 09:00")
FRIDAY = at("2026-11-20 09:00")


async def answered(clock: Clockwork, case_id: str, after_hours: float) -> None:
    """A case of Monday morning was answered so many hours later."""
    when = MONDAY + hours(after_hours)
    answer = CaseResponded(
        case_id=case_id, responder_id="kim", responded_at=when, first=True, personal=TEXT
    )
    await clock.tell(answer, case_id, when)


async def three_cases(clock: Clockwork) -> None:
    """Three gold cases of Monday: P2s (12 hours) answered after 3 and 10, a P1 (1) after 2."""
    cases: Mapping[str, Priority] = {"quick": "P2", "slow": "P2", "urgent": "P1"}
    for case_id, priority in cases.items():
        await clock.tell(opened(case_id, MONDAY, priority), case_id)
    await answered(clock, "urgent", 2)
    await answered(clock, "quick", 3)
    await answered(clock, "slow", 10)
    await clock.until(FRIDAY)


async def supposed(
    clock: Clockwork,
    *,
    customer_id: str | None = None,
    shown: int = 100,
    most: int | None = None,
    **different: Any,  # whatever a Supposition takes
) -> WhatIf:
    """What that week would have been, up to when the clock knows it."""
    await clock.built.watermarks.step()
    period = Period(
        since=at("2026-11-16 00:00"), before=at("2026-11-23 00:00"), customer_id=customer_id
    )
    question = WhatIfQuestion(
        period=period,
        other=Supposition(**different),
        shown=shown,
        most=most,
    )
    return await judge_period_again(clock.built.pool, SCHEMA, question, load_terms())


def figures(counts: Counts) -> tuple[int, int, float | None]:
    """How many cases were met and missed, and the attainment."""
    return counts.met, counts.missed, counts.attainment


def line(answer: WhatIf, priority: Priority) -> tuple[Counts, Counts]:
    """The figures of a priority: as it was, and as it would have been."""
    (only,) = [one for one in answer.by_priority if one.priority == priority]
    return only.was, only.would_be
