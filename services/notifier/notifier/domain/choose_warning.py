"""Chooses the warnings that page: of several before one deadline, usually one (CP-26).

The others are for queue and board.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from events.catalogue.deadline_events import DeadlineWarned

USUAL_PART = 0.75
"""A warning pages from this part of the budget on, where a rule does not say after which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """The part of the budget that a warning is about; `usual`: it is the one that pages where a
    rule does not say after which."""

    fraction: float
    usual: bool


def warned_of(event: DeadlineWarned) -> Warned:
    """Return what a routing rule looks at.

    Events from before version 3 do not say what else is warned of: theirs was the only one.
    """
    warns_at = event.warns_at or (event.fraction,)
    return Warned(fraction=event.fraction, usual=event.fraction == usual_part(warns_at))


def usual_part(warns_at: Sequence[float]) -> float:
    """Return the first of these parts that is three quarters or more; of smaller ones the last."""
    return min((part for part in warns_at if part >= USUAL_PART), default=max(warns_at))


def pages(warned: Warned | None, warned_at: Sequence[float] | None) -> bool:
    """Tell whether a rule with these parts pages for it; what is no warning always pages."""
    if warned is None:
        return True
    return warned.usual if warned_at is None else warned.fraction in warned_at


def was_noticed_in_time(event: DeadlineWarned) -> bool:
    """Tell whether there was time left when it was noticed: if not, the breach says more."""
    return event.detected_at < event.due_at
