"""Finds out what a topic has lost, by its newest record: the store is the truth and can send it again."""

from events.broker.broker import Broker, IncomingRecord
from events.ce_headers import sequence_in


async def where_to_resume(broker: Broker, topic: str, shard: int, cursor: int) -> int:
    """The seq from which a shard must be sent: the cursor, or a lower one where the topic does not hold all below it.

    Raises Retryable where the broker cannot be asked.
    """
    return resume_after(await broker.last_record(topic, shard), cursor)


def resume_after(newest: IncomingRecord | None, cursor: int) -> int:
    """The seq to resume from, when this record is the newest of the partition.

    A record of seq n stands at offset n - 1 or above, since all before it were sent before it: one that stands below shows that the
    topic was made anew after its beginning was sent. A record that is none of ours only shows how many there have been.
    """
    if newest is None:
        return 1
    last = sequence_in(newest.headers)
    if newest.offset + 1 < (cursor - 1 if last is None else last):
        return 1
    return cursor if last is None else min(cursor, last + 1)
