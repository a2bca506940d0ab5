"""Notices that nothing comes any more though something is there: then the subscription is made anew."""

from events.broker.broker import BrokerTrouble, Subscription, TopicPartition


class Watchdog:
    """Counts the seconds without progress, by a monotonic clock."""

    def __init__(self, patience_s: float, now: float) -> None:
        self._patience_s, self._progress_at = patience_s, now

    def progress(self, now: float) -> None:
        """Something came."""
        self._progress_at = now

    def is_due(self, now: float) -> bool:
        """Whether nothing came for so long that one should look."""
        return now - self._progress_at > self._patience_s


async def is_behind(subscription: Subscription, read_to: dict[TopicPartition, int]) -> bool:
    """Whether the broker has records beyond what was read, or does not even answer."""
    try:
        return any([(await subscription.offsets(place))[1] > offset for place, offset in read_to.items()])
    except BrokerTrouble:
        return True
