"""Tens of thousands of random histories, under the rules that are sold now, end as an oracle says
that counts half hours.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from random import Random

import pytest

from events.catalogue.deadline_events import DeadlineBreached, DeadlineMet
from events.catalogue.terms import Plan, Priority
from events.event import Recorded
from sla_clock.domain.deadline import stream_of
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.ledger import Stretch
from sla_clock.projections.tracked_deadline import Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.half_hour_oracle import BEGIN, END, TICK, WORKS, Happening, Judged, judge
from tests.sla_clock.made_up_cases import HAPPENINGS, PRIORITIES
from tests.sla_clock.promises import TERMS, opened, record

HISTORIES = 5_000
"""For each seed: four of them take half a minute together on a quiet machine."""
SINCE = BEGIN + END * TICK
WHATS = (
    "ask",
    "tell",
    "ask",
    "tell",
    "lose",
    "reach",
    "change",
    "change",
    "change",
    "respond",
    "close",
)
GAPS = (0, 0, 1, 1, 2, 3, 5, 10, 20, 48, 49, 96, 150)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3))]
)
def test_every_history_ends_as_the_oracle_says(seed: int) -> None:
    random, kinds = Random(seed), Counter[str]()
    for _ in range(HISTORIES):
        plan, priority, start, happenings = made_up(random)
        expected = judge(plan, priority, start, happenings)
        tracked = tracked_by_clock(plan, priority, start, happenings)
        assert verdict_of(tracked) == expected, (plan, priority, start, happenings)
        holds(tracked)
        kinds[expected.verdict] += 1
    assert min(kinds[verdict] for verdict in ("met", "breached", "cancelled")) > HISTORIES / 20


def made_up(random: Random) -> tuple[Plan, Priority, int, list[Happening]]:
    """A case of one of the first three weeks, often of a weekend, a holiday or a midnight."""
    tick = random.choice((random.randrange(20 * 48), 48 * random.randrange(20)))
    start, happenings = tick, list[Happening]()
    for _ in range(random.randrange(9)):
        tick += random.choice(GAPS)
        happenings.append(Happening(tick, random.choice(WHATS), random.choice(PRIORITIES)))
    plan: Plan = random.choice(("silver", "gold"))
    return plan, random.choice(PRIORITIES), start, happenings


ONLY = stream_of("c1", "first_response")


def tracked_by_clock(
    plan: Plan, priority: Priority, start: int, happenings: list[Happening]
) -> Tracked:
    """The same history, told to the clock as events of one case."""
    tracked = fold_batch({}, list(log(plan, priority, start, happenings)), SINCE)[ONLY]
    return pass_time(tracked, Passed(until=SINCE), SINCE)


def log(
    plan: Plan, priority: Priority, start: int, happenings: list[Happening]
) -> Iterator[Recorded]:
    """The events as they come from intake."""
    begun = BEGIN + start * TICK
    yield record(opened("c1", begun, priority, plan, terms=TERMS), "c1", 1, begun, imported=True)
    for seq, one in enumerate(happenings, start=2):
        at = BEGIN + one.tick * TICK
        event = HAPPENINGS[one.what]("c1", at, "P1" if not one.priority else priority_of(one))
        yield record(event, "c1", seq, at, imported=True)


def priority_of(one: Happening) -> Priority:
    return PRIORITIES[int(one.priority[1]) - 1]


def verdict_of(tracked: Tracked) -> Judged:
    """In the oracle's words."""
    deadline = tracked.deadline
    if deadline.verdict == "breached":
        assert deadline.breached_at is not None
        return Judged("breached", (deadline.breached_at - BEGIN) / TICK)
    return Judged(deadline.verdict or "running")


def holds(tracked: Tracked) -> None:
    """No length is negative, and nothing is due while the clock stands or on a day off."""
    deadline = tracked.deadline
    for event in (pending.event.data for pending in tracked.pending):
        if isinstance(event, DeadlineMet):
            assert event.met_at <= event.due_at
        if isinstance(event, DeadlineBreached):
            assert not any(stands_at(event.due_at, stretch) for stretch in deadline.ledger)
    assert "-" not in explain_deadline(deadline, SINCE).sentence.replace("CS-c1", "")
    if deadline.due_at and all(claim.priority != "P1" for claim in deadline.claims):
        tick = int((deadline.due_at - BEGIN) / TICK)
        assert tick >= END or WORKS[tick] or WORKS[tick - 1]


def stands_at(instant: datetime, stretch: Stretch) -> bool:
    return stretch.start <= instant and (stretch.end is None or instant < stretch.end)
