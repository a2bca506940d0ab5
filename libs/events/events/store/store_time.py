"""The store's time as a port: the database's clock, or in story tests a clock that is moved by
hand."""

from datetime import datetime
from typing import Protocol

from events.clock import Clock


class StoreTime(Protocol):
    """Where the store takes its time from."""

    def given(self) -> datetime | None:
        """Return the time to record (aware, UTC), or None to let the database's clock decide."""
        ...


class DatabaseTime:
    """The database's own clock."""

    def given(self) -> None:
        """Return None: the statement itself asks the clock."""
        return


class ClockTime:
    """The time of a given clock: moving a MovableClock moves the store's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def given(self) -> datetime:
        """Return the clock's time."""
        return self._clock.now()


def store_time(clock: Clock | None) -> StoreTime:
    """Return the database's time, or the given clock's."""
    return DatabaseTime() if clock is None else ClockTime(clock)
