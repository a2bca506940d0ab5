"""The ways in which a target's length has been read (CP-24, CP-27b).

A promise keeps the one that it was given under.
"""

from dataclasses import dataclass
from functools import cache

from events.catalogue.terms import AtDue, Promise, WhenDue


@dataclass(frozen=True, slots=True)
class Reading:
    """How the end of a target is found.

    `when_due`: `earliest-instant` is the first instant at which the counted time reaches the
    target; `same-local-time` puts business days that began outside working time on a working day's
    00:00. `at_due`: whether a pause that begins at the very instant of the due time moves it to the
    end of the pause (`wait-has-begun`) or takes nothing (`wait-takes-nothing`).
    """

    when_due: WhenDue = "earliest-instant"
    at_due: AtDue = "wait-has-begun"


READING = Reading()
"""CP-24 and CP-27b as they now stand."""

FIRST_READING = Reading(when_due="same-local-time", at_due="wait-takes-nothing")
"""The reading of terms that name none."""


def reading_of(promise: Promise) -> Reading:
    """Return the reading that a promise was given under."""
    return _reading(promise.when_due, promise.at_due)


@cache
def _reading(when_due: WhenDue, at_due: AtDue) -> Reading:
    return Reading(when_due=when_due, at_due=at_due)
