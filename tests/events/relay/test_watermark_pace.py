"""Watermarks come when somebody needs one, and seldom else."""

from datetime import datetime, timedelta

import pytest

from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock
from events.relay.due_hints import OLD_AFTER_S, DueHint, DueHints, DueHintSender
from events.relay.watermark_pace import WatermarkPace
from tests.support.event_stores import NOON

PACE = WatermarkPace(every_s=0.02, at_rest_s=1.0, unknown_s=0.25)
TOPIC = "sla-clock.due"


def at(seconds: float) -> datetime:
    """Return the instant so many seconds past noon."""
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("due", "fresh", "wait_s"),
    [
        pytest.param(None, True, 1.0, id="nothing is due"),
        pytest.param(at(60), True, 1.0, id="due in a minute"),
        pytest.param(at(0.5), True, 0.501, id="due in half a second: just after it"),
        pytest.param(at(0.001), True, 0.02, id="due now: no faster than the quick pace"),
        pytest.param(at(-1), True, 0.02, id="due a second ago, and not fired yet"),
        pytest.param(at(-3), True, 1.0, id="due long ago: the clock is down"),
        pytest.param(None, False, 0.25, id="nobody says what is due"),
        pytest.param(at(0.1), False, 0.101, id="an old hint still counts"),
    ],
)
def test_the_next_watermark_comes_when_it_is_needed(
    due: datetime | None, fresh: bool, wait_s: float
) -> None:
    assert PACE.wait_s(NOON, due, fresh=fresh) == pytest.approx(wait_s)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


async def hear(hints: DueHints) -> None:
    """Make some passes."""
    for _ in range(4):
        await hints.step()


async def test_what_the_clock_says_is_heard_and_gets_old(clock: MovableClock) -> None:
    broker, due_hints = MemoryBroker(), [DueHint(shards=(0, 1), due_at=at(60))]
    sender, hints = (
        DueHintSender(broker, TOPIC, lambda: due_hints[-1], clock),
        DueHints(broker, TOPIC, clock),
    )
    assert [await sender.step(), await sender.step()] == [True, False]
    await hear(hints)
    assert (hints.soonest(), hints.are_fresh(2), hints.are_fresh(3)) == (at(60), True, False)
    due_hints.append(DueHint(shards=(0, 1), due_at=at(90)))
    await sender.step()
    await hear(hints)
    assert hints.soonest() == at(90)
    clock.move(timedelta(seconds=OLD_AFTER_S))
    assert not hints.are_fresh(2)


async def test_a_hint_is_said_again_though_nothing_changed(clock: MovableClock) -> None:
    sender = DueHintSender(MemoryBroker(), TOPIC, lambda: DueHint(shards=(0,), due_at=None), clock)
    await sender.step()
    clock.move(timedelta(seconds=5))
    assert await sender.step()


async def test_hints_of_a_topic_that_was_made_anew_are_heard(clock: MovableClock) -> None:
    broker, due_hints = MemoryBroker(), [DueHint(shards=(0,), due_at=at(n)) for n in range(3)]
    sender, hints = (
        DueHintSender(broker, TOPIC, lambda: due_hints[-1], clock),
        DueHints(broker, TOPIC, clock),
    )
    while due_hints:
        await sender.step()
        await hear(hints)
        due_hints.pop()
    broker.forget(TOPIC)
    due_hints.append(DueHint(shards=(0,), due_at=at(99)))
    await sender.step()
    await hear(hints)
    assert hints.soonest() == at(99)
