"""How soon a delivery to a webhook is tried again, and when no more."""

from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=8),
)
"""After each attempt: close together, for a receiver that restarts, then for one that is down."""

MOST_ATTEMPTS: Final = len(PAUSES) + 1
_SPREAD: Final = 0.2
_A_DAY: Final = sum(PAUSES, timedelta(0)) * (1 - _SPREAD / 2)
"""How long all attempts take at least."""


def pause_after(attempts: int, requested: timedelta | None, spread: float) -> timedelta | None:
    """Return how long to wait after so many attempts; None: it was the last, about a day in.

    `requested` is what the receiver asked for, which may make the pause longer and never shorter.
    `spread` is drawn from 0 to 1: what failed together comes back up to a fifth apart.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    pause = PAUSES[attempts - 1] * (1 + _SPREAD * (spread - 0.5))
    return max(pause, requested or pause)


def failed_for_a_day(first_tried_at: datetime, now: datetime) -> bool:
    """Return whether the receiver had the time of all attempts to take it.

    Attempts that a process did not live to end follow each other sooner.
    """
    return now - first_tried_at >= _A_DAY
