"""Finds out what a topic has lost, by its newest record: the store is the truth and can send it
again."""

from events.broker.broker import Broker, IncomingRecord
from events.ce_headers import begins_at_in, sequence_in


async def where_to_resume(
    broker: Broker, topic: str, shard: int, cursor: int, begin: int = 1
) -> int:
    """Return the seq from which a shard must be sent: the cursor, or a lower one where the topic
    does not hold all from `begin` on.

    Raises Retryable where the broker cannot be asked.
    """
    if cursor <= begin:
        return cursor
    return resume_after(await broker.last_record(topic, shard), cursor, begin)


def resume_after(newest: IncomingRecord | None, cursor: int, begin: int = 1) -> int:
    """Return the seq to resume from, when this record is the newest of the partition and the topic
    begins at `begin`.

    A record of seq n stands at offset n - begin or above, since all from the beginning on were sent
    before it: one that stands below shows that the topic was made anew after its beginning was
    sent. A record that is none of ours only shows how many there have been. A marker of the
    beginning shows that nothing was sent since.
    """
    if newest is None or begins_at_in(newest.headers) is not None:
        return begin
    last = sequence_in(newest.headers)
    if newest.offset + 1 < (cursor - begin if last is None else last - begin + 1):
        return begin
    return cursor if last is None else max(begin, min(cursor, last + 1))
