"""Defines what a channel promises, whatever protocol it speaks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from notifier.domain.page_message import PageMessage


@dataclass(frozen=True, slots=True)
class Delivered:
    """The provider took it; `provider_id` is what the provider calls it, if it said."""

    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider will never take it; `problem` is a stable slug without anything secret."""

    problem: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """It was surely not taken, and may be later; the provider asked to wait for `after`."""

    problem: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost, so it may have been taken or not.

    Sending it again under the same key is safe.
    """

    problem: str


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """Nothing was sent: by the time the line was open, nobody needed the message."""


Outcome = Delivered | Refused | TryLater | Unknown | NotNeeded


@dataclass(slots=True)
class Letter:
    """A message that is written once the line is open, so that it says how things are when it goes.

    `ask` reads what to say, or None if there is nothing to say. `written`: something was handed to
    the channel.
    """

    ask: Callable[[], Awaitable[PageMessage | None]]
    written: bool = field(default=False, init=False)

    async def write(self) -> PageMessage | None:
        """Return what to send now. If None, send nothing and answer NotNeeded."""
        message = await self.ask()
        self.written = message is not None
        return message


class Channel(Protocol):
    """Sends a message to an address, within a deadline on the whole of it.

    Never raises for what a provider or a network does, and never logs the address or the text.
    """

    async def send(self, address: str, letter: Letter) -> Outcome: ...
