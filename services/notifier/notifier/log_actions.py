"""What the notifier logs: each action with its level and what it means, ids and reasons only.

The table has the shape of the event library's (`events.log_actions`). A test holds that nothing in
this package logs an action that is not here, or at another level.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from events.log_actions import LogRule

LogAction = Literal[
    "clock-not-reached",
    "clock-not-watched",
    "due-work-held-up",
    "keys-away",
    "messages-wait-no-longer",
    "messages-wait-too-long",
    "page-attempt",
    "page-attempt-failed",
    "page-exhausted",
    "page-has-no-chain",
    "page-not-routed",
    "page-rung-again",
    "page-step-failed",
    "page-step-skipped",
]

LOG_ACTIONS: Final[Mapping[LogAction, LogRule]] = {
    "clock-not-reached": LogRule(
        "warning", "The clock did not say whether it sees; this counts as blind."
    ),
    "clock-not-watched": LogRule(
        "warning",
        "A setting is missing (`lacking`), so nobody is paged while the clock is blind. Set it.",
    ),
    "due-work-held-up": LogRule(
        "error", "Steps of chains that are due could not be begun; they are tried again at once."
    ),
    "keys-away": LogRule(
        "warning",
        "Intake gives no keys, so pages leave without what was written in their cases. Look at "
        "intake, and at `TOCSIN_API_KEYS_URL`.",
    ),
    "messages-wait-no-longer": LogRule("info", "No message waits longer than it should."),
    "messages-wait-too-long": LogRule(
        "error",
        "Messages wait longer than they should, by channel in `waiting`. Look at the channel.",
    ),
    "page-attempt": LogRule(
        "info", "A message was handed to a channel; `result` says how it went."
    ),
    "page-attempt-failed": LogRule(
        "error", "A message could not be sent; its chain goes on. Look at the channel and address."
    ),
    "page-exhausted": LogRule(
        "error", "A page's chain ended and nobody acknowledged. Call somebody by hand."
    ),
    "page-has-no-chain": LogRule(
        "error", "No routing rule has a policy for a page. Add one, then call somebody by hand."
    ),
    "page-not-routed": LogRule("info", "A reason to page that no rule routes, by choice."),
    "page-rung-again": LogRule(
        "warning", "A page's chain began again: nobody acknowledged, or nobody answered."
    ),
    "page-step-failed": LogRule("error", "All messages of a step failed; the next step follows."),
    "page-step-skipped": LogRule(
        "error",
        "A step of a chain reached nobody; the next one follows at once. `reason` says why.",
    ),
}

assert set(get_args(LogAction)) == set(LOG_ACTIONS)
