"""The store's time as a port: the database's clock in life, a clock that is moved by hand in story
tests."""

from datetime import datetime
from typing import Protocol

from events.clock import Clock


class StoreTime(Protocol):
    """Where the store takes its time from."""

    def given(self) -> datetime | None:
        """Return the time to record, aware, in UTC; None: ask the database's clock, in the
        transaction."""
        ...


class DatabaseTime:
    """The database's own clock."""

    def given(self) -> None:
        """None: the statement itself asks the clock."""
        return


class ClockTime:
    """The time of a clock given: a MovableClock moves the store's time with it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def given(self) -> datetime:
        """Return where the clock stands."""
        return self._clock.now()


def store_time(clock: Clock | None) -> StoreTime:
    """Return the database's time, or that of the clock where one is given."""
    return DatabaseTime() if clock is None else ClockTime(clock)
