"""Facts about what the clock itself sees. Owned by sla-clock; all of them in one stream.

They go by the age of the watermarks of intake's shards. While a shard is blind its deadlines are
held, and none is lost. A clock that is dead records nothing: that it answers is watched by others.
"""

from events.catalogue.terms import Instant
from events.event import Event


class ClockWentBlind(Event, frozen=True, kw_only=True):
    """The watermarks of these shards have become too old.

    `blind_since` is when that of the first of them had, and `known_until` is up to when that one
    was known; others may be known a little further. It may have been recorded much later, when the
    database was there again.
    """

    shards: tuple[int, ...]
    known_until: Instant
    blind_since: Instant


class ClockSeesAgain(Event, frozen=True, kw_only=True):
    """The watermarks of these shards are young again, and have been for a while.

    `blind_since` is that of the first of them to go blind, `sees_since` when the last of them had a
    young watermark again: what fell due in between was noticed late.
    """

    shards: tuple[int, ...]
    blind_since: Instant
    sees_since: Instant
