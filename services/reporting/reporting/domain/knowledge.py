"""Decides up to when a page or an answer may speak, and whether the clock sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from events.catalogue.entry import Owner

KnownByOwner = Mapping[Owner, datetime | None]
"""Up to which instant all that an owner recorded has been applied; None: nothing is known of it
yet.

An owner that makes no watermarks is not in it.
"""

Sight = Literal["sees", "lags", "blind"]
# At rest a watermark comes once a second: five seconds without one are no hiccup, and after fifteen
# a due target may have passed unseen.
LAGS_AFTER = timedelta(seconds=5)
BLIND_AFTER = timedelta(seconds=15)
_VERDICTS_NEED: Sequence[Owner] = ("intake", "sla-clock")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSight:
    """Whether verdicts come as they fall.

    `blind_since`: up to when they are known, where they do not come.
    """

    sees: bool
    blind_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """What the clock has not told: targets that fell due by now (`count`, the `first` of them), and
    cases without any target yet.
    """

    count: int
    first: datetime | None
    unclocked: int
    first_unclocked: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What stands on top of every page.

    `known_until`: every fact recorded by then, in any service, is in it.
    """

    known_until: datetime | None
    drawn_at: datetime
    clock: ClockSight
    due_not_judged: int
    sight: Sight
    lag_s: float | None


def earliest(known: KnownByOwner) -> datetime | None:
    """Return the instant up to which all owners are known; None if one is not known at all."""
    return _earliest(list(known.values()))


def judge_sight(known: KnownByOwner, unjudged: Unjudged, now: datetime) -> Knowledge:
    """Return what is known at `now`.

    The clock sees if verdicts are known up to a moment ago: cases and deadlines are both read, and
    neither a due target nor a new case waits for it. So a clock that has stopped while everything
    else runs is noticed by what it has not judged.
    """
    # The notifier is left out: pages say nothing about verdicts.
    judged = _earliest([known[owner] for owner in _VERDICTS_NEED if owner in known])
    left = [at for at in (judged, unjudged.first, unjudged.first_unclocked) if at is not None]
    # While verdicts are not known at all, that nothing is left unjudged proves nothing.
    until = min(left) if judged is not None else None
    sight = _sight(until, now)
    return Knowledge(
        known_until=earliest(known),
        drawn_at=now,
        clock=ClockSight(sees=sight != "blind", blind_since=until if sight == "blind" else None),
        due_not_judged=unjudged.count,
        sight=sight,
        lag_s=None if until is None else max(0.0, (now - until).total_seconds()),
    )


def _sight(until: datetime | None, now: datetime) -> Sight:
    if until is None or now - until > BLIND_AFTER:
        return "blind"
    return "lags" if now - until > LAGS_AFTER else "sees"


def _earliest(instants: Sequence[datetime | None]) -> datetime | None:
    given = [at for at in instants if at is not None]
    return min(given) if given and len(given) == len(instants) else None
