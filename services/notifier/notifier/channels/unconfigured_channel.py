"""Stands for a kind of channel that this installation has no gateway for: it says so, and nothing pretends to be sent."""

from notifier.channels.channel import Letter, Outcome, Refused


class UnconfiguredChannel:
    """Refuses every message."""

    async def send(self, address: str, letter: Letter) -> Outcome:
        """Refused, with `channel-not-configured`."""
        del address, letter
        return Refused("channel-not-configured")
