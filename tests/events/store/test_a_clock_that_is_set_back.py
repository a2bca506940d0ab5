"""The database's clock is set back, then forward: what is recorded and promised never falls."""

from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from events.clock import MovableClock
from events.store.event_store import Appended, EventStore
from tests.events.store.sample_appends import append_to
from tests.support.event_stores import NOON

Tx = TypeVar("Tx")
SECONDS_90 = timedelta(seconds=90)


class SetClock(MovableClock):
    """A clock that somebody sets, back too."""

    def set_to(self, instant: datetime) -> None:
        """Show this instant from now on."""
        self._now = instant


@pytest.fixture
def clock() -> SetClock:
    """The stores' time; it stands at noon."""
    return SetClock(NOON)


async def record(store: EventStore[Tx]) -> datetime:
    """Record something, and return when that was."""
    appended = await store.append(append_to("c-1"))
    assert isinstance(appended, Appended)
    return appended.events[0].recorded_at


async def watermark(store: EventStore[Tx]) -> datetime:
    """Make a watermark of the shard that has events, and return its instant."""
    return max(one.at for one in await store.make_watermarks() if one.next_seq > 1)


async def test_neither_falls_and_both_go_on_once_the_time_has_caught_up(
    store: EventStore[Tx], clock: SetClock
) -> None:
    await record(store)
    clock.move(SECONDS_90)
    before = [await watermark(store), await record(store), await watermark(store)]

    clock.set_to(NOON)
    halted = [
        await record(store),
        await watermark(store),
        await record(store),
        await watermark(store),
    ]

    # Nothing could be due meanwhile: by its watermarks the time stands, but for microseconds.
    instants = [*before, *halted]
    assert instants == sorted(instants)
    assert halted[-1] - before[-1] < timedelta(milliseconds=1)

    clock.set_to(NOON + 2 * SECONDS_90)
    assert await watermark(store) == NOON + 2 * SECONDS_90
