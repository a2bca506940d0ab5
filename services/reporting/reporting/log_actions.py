"""What reporting logs: each action with its level and what it means, ids and reasons only.

The table has the shape of the event library's (`events.log_actions`). A test holds that nothing in
this package logs an action that is not here, or at another level.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from events.log_actions import LogRule

LogAction = Literal["clock-does-not-explain"]

LOG_ACTIONS: Final[Mapping[LogAction, LogRule]] = {
    "clock-does-not-explain": LogRule(
        "warning", "The clock did not answer: the page of a case is shown without its bars."
    ),
}

assert set(get_args(LogAction)) == set(LOG_ACTIONS)
