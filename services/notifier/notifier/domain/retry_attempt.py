"""How often, and how soon, a message is tried again."""

from datetime import timedelta

MOST_TRIES = 10
_FIRST_S = 1.0
_LONGEST_S = 60.0


def pause_before_retry(tries: int) -> timedelta | None:
    """The pause after so many tries (1: the first failed): one second, doubling to a minute; None after the tenth, some five minutes in."""
    if tries >= MOST_TRIES:
        return None
    return timedelta(seconds=min(_FIRST_S * 2 ** (tries - 1), _LONGEST_S))
