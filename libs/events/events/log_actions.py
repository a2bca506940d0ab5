"""What the library logs: each action with its level, what it means and what to do about it.

Every package that logs has such a module: `LogAction`, the Literal of its actions, and
`LOG_ACTIONS`, a mapping from each action to its `LogRule(level, meaning)`, in alphabetical order.
Documents are made from these tables, so the shape stays. `meaning` is Markdown, one or two
sentences. `tests/test_log_actions.py` holds that nothing is logged which is not in a table.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, get_args

import structlog

_log = structlog.get_logger("events")

LogAction = Literal[
    "dead-letter",
    "due-hint-unreadable",
    "joined-anew",
    "leases-not-given-back",
    "loop-held-up",
    "parked-behind-dead-letter",
    "partition-stopped",
    "partition-tries-again",
    "session-too-short",
    "subscription-rebuilt",
    "timer-not-fired",
    "topic-has-more-partitions",
    "topic-lacks-partitions",
    "topic-lost-events",
    "watermark-unreadable",
    "watermarks-not-read",
]


class LogRule(NamedTuple):
    """The level of an action, what happened, and what to do about it."""

    level: Literal["info", "warning", "error"]
    meaning: str


LOG_ACTIONS: Final[Mapping[LogAction, LogRule]] = {
    "dead-letter": LogRule(
        "error",
        "A record could not be applied and was put aside. See `dead-letters list`, mend the"
        " cause, then `dead-letters retry`.",
    ),
    "due-hint-unreadable": LogRule(
        "warning",
        "A record in a topic of due hints is no hint. It is skipped; nothing depends on it.",
    ),
    "joined-anew": LogRule(
        "warning",
        "A topic has another number of partitions than when they were assigned; the consumer"
        " joined its group again.",
    ),
    "leases-not-given-back": LogRule(
        "warning",
        "A relay stopped without giving its leases back; another one takes over when they end,"
        " after 5 s.",
    ),
    "loop-held-up": LogRule(
        "warning",
        "A background task (`loop`) met trouble that passes by itself and tries again after a"
        " pause. Look at `problem` when it goes on (`times`).",
    ),
    "parked-behind-dead-letter": LogRule(
        "error",
        "A record waits behind a dead letter of its key, so that the key's events stay in order.",
    ),
    "partition-stopped": LogRule(
        "error",
        "A partition is stopped, since going on would skip or falsify something. `problem` says"
        " what to do; all other partitions go on.",
    ),
    "partition-tries-again": LogRule(
        "warning", "Applying a batch failed and was rolled back; it is applied again after a pause."
    ),
    "session-too-short": LogRule(
        "warning",
        "The broker allows no session as short as `session_ms`, so it is 6 s: after a crash another"
        " process takes over later than it could. Lower the broker's"
        " `group.min.session.timeout.ms`.",
    ),
    "subscription-rebuilt": LogRule(
        "warning",
        "A consumer stood still for half a minute with records beyond it, and joined again.",
    ),
    "timer-not-fired": LogRule(
        "error",
        "A timer of the service's own events could not fire; it stays set and is tried again.",
    ),
    "topic-has-more-partitions": LogRule(
        "warning", "A topic has more partitions than the store has shards; the others stay empty."
    ),
    "topic-lacks-partitions": LogRule(
        "error",
        "A topic has too few partitions and this broker cannot extend it: run"
        " `relay --from 0 --make-anew`.",
    ),
    "topic-lost-events": LogRule(
        "warning", "A topic no longer holds what was sent to it; the relay sends it again."
    ),
    "watermark-unreadable": LogRule(
        "warning", "A record in a topic of watermarks is no watermark. It is skipped."
    ),
    "watermarks-not-read": LogRule(
        "warning",
        "Topics of watermarks cannot be read. Timers wait meanwhile; reading is tried again"
        " after half a second.",
    ),
}


def log_action(action: LogAction, **fields: object) -> None:
    """Log one of the actions, at its level."""
    getattr(_log, LOG_ACTIONS[action].level)(action, **fields)


assert set(get_args(LogAction)) == set(LOG_ACTIONS)
