"""Why the clock turns a command down.

The class says what kind of refusal it is; nothing was written.
"""

from typing import Literal

from events.refusal import Refusal

ClockRefusalCode = Literal[
    "unknown-claim", "own-claim", "claimant-unknown", "breach-withdrawn-already"
]


class ClockRefusal(Refusal[ClockRefusalCode]):
    """A command was turned down."""


class Unknown(ClockRefusal):
    """What the command speaks of does not exist. Check the ids."""


class NotYours(ClockRefusal):
    """Somebody else has to do it (CP-27c)."""


class Conflicting(ClockRefusal):
    """It does not go with what is already so. Read the deadline again."""
