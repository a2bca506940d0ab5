"""Judges by the log's age whether enough is known to ring for something that is not fresh."""

from datetime import datetime
from typing import Literal

from notifier.domain.hold_pages import LONGEST_HOLD, YOUNG

Sight = Literal["clear", "wait", "outdated"]


def judge_log_age(read_to: datetime | None, started_at: datetime, now: datetime) -> Sight:
    """Judge one shard: all that was recorded up to `read_to` is known; this process looks since
    `started_at`.

    `clear`: all is known up to 10 s ago, and up to the start. `wait`: not yet. `outdated`: the
    reading takes over a minute, so it rings for what is known, and says so.
    """
    if read_to is not None and read_to >= max(started_at, now - YOUNG):
        return "clear"
    begun = started_at if read_to is None else max(read_to, started_at)
    return "outdated" if now - begun >= LONGEST_HOLD else "wait"
