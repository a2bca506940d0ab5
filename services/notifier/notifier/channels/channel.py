"""What a channel promises, whatever it speaks."""

from dataclasses import dataclass
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
    """It was surely not taken, and may be later."""

    problem: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken or not: the answer was lost. Sending it again under the same key is safe."""

    problem: str


Outcome = Delivered | Refused | TryLater | Unknown


class Channel(Protocol):
    """Sends a message to an address. Never raises for what a provider or a network does, and never logs the address or the text."""

    async def send(self, address: str, message: PageMessage) -> Outcome: ...
