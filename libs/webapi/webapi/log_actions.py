"""What every service logs as a web service: each action with its level and what it means.

The table has the shape of the event library's (`events.log_actions`). A test holds that nothing in
this package logs an action that is not here, or at another level.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from events.log_actions import LogRule

LogAction = Literal[
    "broker-answers-again",
    "broker-does-not-answer",
    "check-failed",
    "closing-took-too-long",
    "cursors-hold-for-this-process-only",
    "jwks-unreadable",
    "no-keys-to-ask-for",
    "refusals-braked",
    "request",
    "request-failed",
    "request-not-possible",
    "sending-broke",
    "sending-held-up",
    "serving",
    "setting-renamed",
    "stopping",
    "task-died",
    "task-ended-by-itself",
    "task-was-cancelled",
    "token-refused",
    "would-not-stop",
]

LOG_ACTIONS: Final[Mapping[LogAction, LogRule]] = {
    "broker-answers-again": LogRule("info", "The broker answers again, after `silent_s` seconds."),
    "broker-does-not-answer": LogRule(
        "error",
        "The broker has not answered for a while; events wait in the stores. Look at the broker"
        " and the network.",
    ),
    "check-failed": LogRule(
        "warning", "A check of `/health/ready` failed; `check` says which, `reason` why."
    ),
    "closing-took-too-long": LogRule(
        "error", "Connections to the database did not close within the grace, and were cut."
    ),
    "cursors-hold-for-this-process-only": LogRule(
        "warning",
        "`TOCSIN_CURSOR_SECRET` is not set: lists cannot be read on after a restart or at another"
        " instance.",
    ),
    "jwks-unreadable": LogRule(
        "warning",
        "The issuer's keys cannot be read; those read last are used. Look at `TOCSIN_JWKS_URL`.",
    ),
    "no-keys-to-ask-for": LogRule(
        "warning",
        "A setting is missing (`lacking`), so that what is sealed in events of `owner` is never"
        ' opened here: where words belong it stays "not readable now".',
    ),
    "refusals-braked": LogRule(
        "warning",
        "An address showed so many tokens or links that are not valid that it is answered 429 for"
        " the rest of the minute. `client` stands for the address, as in `token-refused`; the log"
        " of a proxy has the address.",
    ),
    "request": LogRule(
        "info", "A request was answered. Health checks and metrics are logged at debug level."
    ),
    "request-failed": LogRule(
        "error", "A bug: a request was answered 500. The entry holds the traceback."
    ),
    "request-not-possible": LogRule(
        "warning",
        "A request was answered with a 5xx that passes, such as 503 while a store is away.",
    ),
    "sending-broke": LogRule(
        "error", "A bug: sending a message raised an error that was not foreseen. Others go on."
    ),
    "sending-held-up": LogRule(
        "error", "Messages could not be claimed; this is tried again. Look at the database."
    ),
    "serving": LogRule(
        "info", "The service takes requests. `zone_data`: the data of time zones that it goes by."
    ),
    "setting-renamed": LogRule(
        "warning",
        "A setting is given under its old name (`old`), which a later release will not read: use"
        " `new`.",
    ),
    "stopping": LogRule("info", "The service takes no more requests and stops."),
    "task-died": LogRule("error", "A background task ended with an error; the service stops."),
    "task-ended-by-itself": LogRule(
        "error", "A background task ended though nobody stopped it; the service stops."
    ),
    "task-was-cancelled": LogRule(
        "error", "A library cancelled a background task; the service stops."
    ),
    "token-refused": LogRule("info", "A bearer token could not be believed; `reason` says why."),
    "would-not-stop": LogRule(
        "error", "A background task did not stop within the grace and was abandoned."
    ),
}

assert set(get_args(LogAction)) == set(LOG_ACTIONS)
