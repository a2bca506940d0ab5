"""Stands for a kind of channel that this installation has no gateway for: it says so, and nothing pretends to be sent."""

from notifier.channels.channel import Outcome, Refused
from notifier.domain.page_message import PageMessage


class UnconfiguredChannel:
    """Refuses every message."""

    async def send(self, address: str, message: PageMessage) -> Outcome:
        """Refused, with `channel-not-configured`."""
        del address, message
        return Refused("channel-not-configured")
