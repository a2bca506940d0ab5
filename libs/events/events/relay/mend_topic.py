"""Finds out from a topic's newest record what it has lost.

The store has everything and can send it again.
"""

from events.broker.broker import Broker, IncomingRecord
from events.ce_headers import begins_at_in, sequence_in


async def where_to_resume(
    broker: Broker, topic: str, shard: int, cursor: int, begin: int = 1
) -> int:
    """Return the seq from which to send a shard: the cursor, or a lower one if records are lost.

    `begin` is where the topic begins. Raises Retryable if the broker cannot be asked.
    """
    if cursor <= begin:
        return cursor
    return resume_after(await broker.last_record(topic, shard), cursor, begin)


def resume_after(newest: IncomingRecord | None, cursor: int, begin: int = 1) -> int:
    """Return the seq to resume from, given the newest record of the partition.

    A record of seq n is at offset n - begin or above, since everything from the beginning on was
    sent before it: one at a lower offset shows that the topic was made anew after its beginning was
    sent. A foreign record only shows how many there have been. A marker of the beginning shows that
    nothing was sent since.
    """
    if newest is None or begins_at_in(newest.headers) is not None:
        return begin
    last = sequence_in(newest.headers)
    if newest.offset + 1 < (cursor - begin if last is None else last - begin + 1):
        return begin
    return cursor if last is None else max(begin, min(cursor, last + 1))
