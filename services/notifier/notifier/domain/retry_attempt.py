"""How often, and how soon, a message is tried again."""

from dataclasses import dataclass
from datetime import timedelta

MOST_TRIES = 10
LONGEST_PATIENCE = timedelta(minutes=30)
_FIRST_S = 1.0
_LONGEST_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again after `pause`; `counts`: the try that failed was one of the ten."""

    pause: timedelta
    counts: bool = True


def pause_before_retry(tries: int) -> timedelta | None:
    """Return the pause after so many tries: one second, doubling to a minute.

    None after the tenth, some five minutes in.
    """
    if tries >= MOST_TRIES:
        return None
    return timedelta(seconds=min(_FIRST_S * 2 ** (tries - 1), _LONGEST_S))


def next_try(tries: int, waited: timedelta, requested: timedelta | None = None) -> Retry | None:
    """Return when to try again after `tries` of a message due for `waited`; None: never.

    A provider that says how long to wait (`requested`) is given its time, and no try is used up;
    but not for longer than half an hour.
    """
    if requested is None:
        pause = pause_before_retry(tries)
        return None if pause is None else Retry(pause=pause)
    # A page that comes after half an hour helps nobody: the chain has gone on to others.
    if waited + requested > LONGEST_PATIENCE:
        return None
    # `Retry-After: 0` must not become a loop without a pause.
    return Retry(pause=max(requested, timedelta(seconds=_FIRST_S)), counts=False)
