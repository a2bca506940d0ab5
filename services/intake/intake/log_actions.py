"""What intake logs: each action with its level and what it means, ids and reasons only.

The table has the shape of the event library's (`events.log_actions`). A test holds that nothing in
this package logs an action that is not here, or at another level.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from events.log_actions import LogRule

LogAction = Literal[
    "calendar-not-known",
    "calendars-read",
    "webhook-attempt",
    "webhook-delivery-dead",
    "webhook-disabled",
    "webhook-message-not-written",
]

LOG_ACTIONS: Final[Mapping[LogAction, LogRule]] = {
    "calendar-not-known": LogRule(
        "error",
        "A case was promised by a calendar (`missing`) that this process does not know. Put it into"
        " its folder, where it looks again; `problem`: why the folder could not be read.",
    ),
    "calendars-read": LogRule(
        "info", "`calendars` that were published after the start are known here now."
    ),
    "webhook-attempt": LogRule(
        "info", "An event was sent to a webhook; `result` says how it went, `problem` why not."
    ),
    "webhook-delivery-dead": LogRule(
        "warning",
        "A webhook did not take an event within a day. Its keeper can ask for a replay.",
    ),
    "webhook-disabled": LogRule(
        "warning",
        "Nothing more is sent to a webhook: its receiver is gone (410), or took nothing for a day."
        " Tell the customer.",
    ),
    "webhook-message-not-written": LogRule(
        "error",
        "What a webhook is to be sent cannot be written; `error` is the class of what broke. The"
        " receiver was not asked. It is tried again as if it had failed.",
    ),
}

assert set(get_args(LogAction)) == set(LOG_ACTIONS)
