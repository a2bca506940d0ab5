"""What the clock logs: each action with its level and what it means.

The table has the shape of the event library's (`events.log_actions`). A test holds that nothing in
this package logs an action that is not here, or at another level.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from events.log_actions import LogRule

LogAction = Literal[
    "calendar-newer",
    "calendar-not-known",
    "calendars-read",
    "clock-blind",
    "clock-sees",
    "keys-away",
]

LOG_ACTIONS: Final[Mapping[LogAction, LogRule]] = {
    "calendar-newer": LogRule(
        "warning",
        "Open deadlines follow a calendar (`calendar`) and count by an earlier version than the "
        "newest that is known. Look at `follow-calendars --dry-run`, then run it.",
    ),
    "calendar-not-known": LogRule(
        "error",
        "Deadlines count by a calendar (`missing`) that the clock does not know: their shard waits."
        " Put it into the clock's folder, where it looks every few seconds. `problem`: why the"
        " folder could not be read.",
    ),
    "calendars-read": LogRule(
        "info", "`calendars` that were published after the start are known here now."
    ),
    "clock-blind": LogRule(
        "error",
        "The newest watermark is too old (`known_until`): verdicts are held. Look at intake's "
        "relay, the broker, and the hosts' clocks.",
    ),
    "clock-sees": LogRule("info", "The clock sees again, or for the first time after its start."),
    "keys-away": LogRule(
        "warning",
        "Intake gives no keys, so deadlines are judged without the reasons people wrote. Look at "
        "intake, and at `TOCSIN_API_KEYS_URL`.",
    ),
}

assert set(get_args(LogAction)) == set(LOG_ACTIONS)
