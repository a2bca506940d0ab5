"""What a what-if says that there was is what the clock said, of any history, and whatever later
versions of its calendar the case followed: also where a switch came before events that had been
recorded by then and were applied after it.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest

from events.catalogue.case_events import CaseOpened
from events.catalogue.terms import CalendarRef
from events.event import Event, Recorded
from sla_clock.domain.deadline import stream_of
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.projections.kept_facts import kept_facts, kept_openings
from sla_clock.projections.tracked_deadline import Tracked, follow_later_calendar
from sla_clock.reactions.fold_batch import fold_batch
from sla_clock.what_if.fact import Fact, Opening
from sla_clock.what_if.histories import KINDS, histories_of
from sla_clock.what_if.judge import judge
from sla_clock.what_if.plain import judge_plainly
from sla_clock.what_if.verdict import Verdict
from tests.proof.random_histories import random_history
from tests.proof.the_clock import records_of
from tests.sla_clock.a_vendors_calendars import shop
from tests.sla_clock.what_if.supposed_promises import following_promises

pytestmark = pytest.mark.rule("CP-25")
HISTORIES = 400
CASE, STREAM = "c", stream_of("c", "first_response")
_LATER = (0, 1, 60, 3_600, 8 * 3_600, 86_400)
"""Seconds from the event that was applied last to the switch."""


def test_of_any_history_with_switches() -> None:
    verdicts, waited = Counter[str](), 0
    for number in range(HISTORIES):
        draw = random.Random(number)
        log = by_the_shop(records_of(random_history(20_261_201, number)), draw)
        until = log[-1].recorded_at
        deadline, switches = clocks_own(log, draw)
        (opening,) = [
            Opening(one.case_id, one.opened_at, one.priority, one.promise)
            for one in kept_openings(log)
        ]
        facts = [*facts_of(log), *switches]
        histories = histories_of([opening], facts)

        was = judge(histories, histories.promised, until).of(0)

        plain = judge_plainly(opening, histories.facts(0), opening.promise, until)
        assert was == plain, (number, opening, facts)
        assert (was.verdict, was.due_at) == (verdict_of(deadline), deadline.deadline.due_at), number
        assert (was.followed or opening.promise.calendar) == deadline.deadline.promise.calendar
        verdicts[was.verdict] += bool(was.followed)
        waited += any(is_overtaken(one, log) for one in switches)
    assert all(verdicts[one] for one in ("open", "met", "breached", "closed"))
    assert min(sum(verdicts.values()), waited) > HISTORIES // 20


def by_the_shop(log: Sequence[Recorded], draw: random.Random) -> list[Recorded]:
    """The same log by the shop's calendar, whose later versions its promises follow."""
    promise = draw.choice([one for one in following_promises() if one.follows_calendar])

    def of_the_shop(event: Event) -> Event:
        if not isinstance(event, CaseOpened):
            return event
        return msgspec.structs.replace(event, promise=promise)

    return [msgspec.structs.replace(one, data=of_the_shop(one.data)) for one in log]


def clocks_own(log: Sequence[Recorded], draw: random.Random) -> tuple[Tracked, list[Fact]]:
    """What the clock makes of the log, and the switches that it keeps for what-if.

    As the command does, it switches a deadline between two events that it applies.
    """
    known, facts, now = dict[str, Tracked](), list[Fact](), log[-1].recorded_at
    cuts = sorted(draw.sample(range(1, len(log)), min(len(log) - 1, draw.choice((1, 1, 2)))))
    versions = (2, 3) if len(cuts) == 2 else (draw.choice((2, 3)),)
    for begin, cut, version in zip([0, *cuts], cuts, versions, strict=False):
        known = fold_batch(known, log[begin:cut], now)
        before = known[STREAM]
        last = [one for one in log[:cut] if one.key == CASE][-1]
        command = FollowCalendar(calendar=shop(version), at=an_instant(before, last, draw))
        known[STREAM] = after = follow_later_calendar(before, command)
        if after is not before:
            at = after.deadline.followed[-1].at
            facts.append(switch(before.applied_seq, last.recorded_at, at, command.calendar))
    return fold_batch(known, log[cuts[-1] :], now)[STREAM], facts


def switch(seq: int, recorded_at: datetime, at: datetime, calendar: CalendarRef) -> Fact:
    """A switch that stands behind the event of that seq."""
    return Fact(CASE, seq, recorded_at, "followed-calendar", at, calendar=calendar)


def an_instant(before: Tracked, last: Recorded, draw: random.Random) -> datetime:
    """Some time after the last event that was applied, or about when the case is due."""
    due_at = before.deadline.due_at
    if due_at and due_at > last.recorded_at and draw.random() < 0.3:
        return due_at + timedelta(microseconds=draw.choice((-1, 0, 1)))
    return last.recorded_at + timedelta(seconds=draw.randint(0, draw.choice(_LATER)))


def facts_of(log: Sequence[Recorded]) -> list[Fact]:
    """What is kept of the log."""
    return [
        Fact(one.case_id, one.seq, one.recorded_at, one.kind, one.at, one.value or None)
        for one in kept_facts(log)
        if one.case_id == CASE and one.kind in KINDS
    ]


def is_overtaken(switch: Fact, log: Sequence[Recorded]) -> bool:
    """Whether an event that was recorded before the switch was applied after it."""
    return any(
        one.key == CASE and one.seq > switch.seq and one.recorded_at < switch.at for one in log
    )


def verdict_of(tracked: Tracked) -> Verdict:
    """The clock's verdict in a what-if's words."""
    deadline = tracked.deadline
    if deadline.verdict == "cancelled":
        return "excluded" if deadline.cancel_reason == "case-excluded" else "closed"
    return deadline.verdict or "open"
