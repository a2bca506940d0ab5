"""What a store states about time: up to an instant, a shard's log is complete."""

from datetime import datetime

import msgspec


class Watermark(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Every event of `shard` recorded at or before `at` (aware, UTC) has a seq below `next_seq`.

    No later event of the shard will be recorded at or before `at`, so a timer due by then may fire.
    """

    shard: int
    at: datetime
    next_seq: int
