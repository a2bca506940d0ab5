"""Decides whether the clock sees, by the age of its watermarks.

Whether any event came lately says nothing: there may be none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, assert_never

State = Literal["not-yet", "sees", "blind"]

# Looks come every second. After a longer gap nobody knows whether all was fine in between.
LOOKS_WITHIN = timedelta(seconds=5)
_FASTER_THAN_TIME = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SightRules:
    """A watermark that is older than `blind_after_s` seconds blinds, and one so far ahead of time.

    All must be younger for `sees_again_after_s`.
    """

    blind_after_s: float = 5.0
    sees_again_after_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the clock's sight is, by the store's time (UTC).

    `not-yet`: it has started, and not seen anything so far. `since`: when this state began.
    `fine_since`: since when no watermark was too old, without a break. `watermarks` and `looked_at`
    are those of the last judgement.
    """

    state: State = "not-yet"
    since: datetime | None = None
    fine_since: datetime | None = None
    looked_at: datetime | None = None
    watermarks: Mapping[int, datetime | None] = field(default_factory=dict)

    @property
    def blind_since(self) -> datetime | None:
        """Return since when it has seen nothing; None while it sees."""
        return None if self.state == "sees" else self.since


def judge_watermarks(
    sight: Sight, watermarks: Mapping[int, datetime | None] | None, now: datetime, rules: SightRules
) -> Sight:
    """Return the sight after one more look.

    `watermarks`: the newest of each shard that has events (None: none came yet); None: no shard is
    followed here. One good look is not enough: a blind clock sees again once all has been fine for
    a while.
    """
    fine = watermarks is not None and all(
        _is_fine(sight, shard, at, now, rules) for shard, at in watermarks.items()
    )
    fine_since = _fine_since(sight, now) if fine else None
    since = sight.since or now
    fine_for = None if fine_since is None else now - fine_since
    state = _state(sight.state, now - since, fine_for, rules)
    return Sight(
        state=state,
        since=since if state == sight.state else now,
        fine_since=fine_since,
        looked_at=now,
        watermarks=watermarks or {},
    )


def _is_fine(
    sight: Sight, shard: int, at: datetime | None, now: datetime, rules: SightRules
) -> bool:
    if at is None:
        return False
    age_s = (now - at).total_seconds()
    # Ahead of the time by as much: the database's clock was set back. `recorded_at` does not fall,
    # so no watermark comes and all is held until the time has caught up.
    if age_s < -rules.blind_after_s:
        return False
    if age_s <= rules.blind_after_s:
        return True
    # An import of history promises the time of what it writes: far back, and running much faster
    # than time does.
    before, looked_at = sight.watermarks.get(shard), sight.looked_at
    if before is None or looked_at is None:
        return False
    return at - before > _FASTER_THAN_TIME * (now - looked_at)


def _fine_since(sight: Sight, now: datetime) -> datetime:
    """Return since when all has been fine; `now` if nobody has looked for a while."""
    if sight.looked_at is None or now - sight.looked_at > LOOKS_WITHIN:
        return now
    return sight.fine_since or now


def _state(state: State, lasted: timedelta, fine_for: timedelta | None, rules: SightRules) -> State:
    match state:
        case "sees":
            return "sees" if fine_for is not None else "blind"
        case "not-yet" if fine_for is not None:
            return "sees"
        case "not-yet":
            return "blind" if lasted.total_seconds() > rules.blind_after_s else "not-yet"
        case "blind" if fine_for is None or fine_for.total_seconds() < rules.sees_again_after_s:
            return "blind"
        case "blind":
            return "sees"
        case _:
            assert_never(state)
