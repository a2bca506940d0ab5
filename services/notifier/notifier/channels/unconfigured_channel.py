"""Stands for a kind of channel without a gateway here: it refuses, and pretends nothing."""

from notifier.channels.channel import Letter, Outcome, Refused


class UnconfiguredChannel:
    """Refuses every message."""

    async def send(self, address: str, letter: Letter) -> Outcome:
        """Return Refused, with `channel-not-configured`."""
        del address, letter
        return Refused("channel-not-configured")
