"""Judges each shard by the age of its watermark, to record when the clock went blind to it.

Beside `judge_watermarks`, which judges the process as a whole: shards pass from one process to
another, and what is recorded of them must stay true.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sla_clock.domain.judge_watermarks import LOOKS_WITHIN, SightRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardLook:
    """What is known of a shard that this process follows.

    `watermark`: the newest that ever came, which has been young once. `blind_since`: when it had
    become too old. `young_since`: since when it has been young, without a break.
    """

    watermark: datetime
    blind_since: datetime | None = None
    young_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What the last look found, by the store's time.

    Shards without a young watermark so far are not in it: nobody knows since when they are blind,
    and history that is being imported is old by nature.
    """

    at: datetime | None = None
    shards: Mapping[int, ShardLook] = field(default_factory=dict)


def look_at_shards(
    before: Looks, watermarks: Mapping[int, datetime | None], now: datetime, rules: SightRules
) -> Looks:
    """Return what one more look finds; `watermarks` are the newest of the shards followed here.

    None: none came since the shard was joined.
    """
    glance = _Glance(before.at, now, rules)
    shards = dict[int, ShardLook]()
    for shard, at in watermarks.items():
        known = before.shards.get(shard)
        newest = max((one for one in (at, known and known.watermark) if one), default=None)
        if newest is not None and (known or is_young(newest, now, rules)):
            shards[shard] = _look(known, newest, glance)
    return Looks(at=now, shards=shards)


def is_young(watermark: datetime, now: datetime, rules: SightRules) -> bool:
    """Tell whether a watermark is young enough to see by."""
    return (now - watermark).total_seconds() <= rules.blind_after_s


def has_seen_for_a_while(look: ShardLook, now: datetime, rules: SightRules) -> bool:
    """Tell whether the shard's watermarks have been young for long enough to believe it."""
    if look.young_since is None:
        return False
    return (now - look.young_since).total_seconds() >= rules.sees_again_after_s


@dataclass(frozen=True, slots=True)
class _Glance:
    last: datetime | None
    now: datetime
    rules: SightRules

    @property
    def follows_closely(self) -> bool:
        return self.last is not None and self.now - self.last <= LOOKS_WITHIN


def _look(known: ShardLook | None, newest: datetime, glance: _Glance) -> ShardLook:
    now, rules = glance.now, glance.rules
    if known is None:
        return ShardLook(watermark=newest, young_since=now)
    if not is_young(newest, now, rules):
        since = known.blind_since or _too_old_at(newest, rules)
        return ShardLook(watermark=newest, blind_since=since)
    if not glance.follows_closely:
        # The database was away, or this process was stopped: nothing was judged meanwhile.
        return ShardLook(watermark=newest, blind_since=_missed(known, glance), young_since=now)
    seen = ShardLook(
        watermark=newest, blind_since=known.blind_since, young_since=known.young_since or now
    )
    # The blindness is over only when it has been seen for a while, without a break.
    return replace(seen, blind_since=None) if has_seen_for_a_while(seen, now, rules) else seen


def _missed(known: ShardLook, glance: _Glance) -> datetime | None:
    """Return since when it was blind at some time after the last look, if it was."""
    if known.blind_since or is_young(known.watermark, glance.now, glance.rules):
        return known.blind_since
    return _too_old_at(known.watermark, glance.rules)


def _too_old_at(watermark: datetime, rules: SightRules) -> datetime:
    return watermark + timedelta(seconds=rules.blind_after_s)
