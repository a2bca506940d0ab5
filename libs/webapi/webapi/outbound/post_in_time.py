"""Posts to an address that somebody else chose, with one deadline on the whole of it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TypeAlias

import httpx

from webapi.outbound.dial import Dialer, NotConnected
from webapi.outbound.http_exchange import AnswerLost, HttpAnswer, HttpExchange, HttpRequest
from webapi.outbound.outbound_guard import AddressRefused, NameUnknown


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer came; `beginning` are the first kilobytes of its body, as they were sent."""

    answer: HttpAnswer
    beginning: bytes


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The address is none that a message may go to; `problem` is a slug without the address."""

    problem: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """No connection came about, so nothing was sent."""

    problem: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The request was sent, perhaps in part, and nobody knows whether it was taken."""

    problem: str


@dataclass(frozen=True, slots=True)
class NotWritten:
    """By the time the line was open there was nothing to send."""


Posted: TypeAlias = Answered | NotAllowed | NotReached | NoAnswer | NotWritten
Write: TypeAlias = Callable[[], Awaitable[HttpRequest | None]]
"""Writes the request once the line is open, so that it says how things are when it goes."""


@dataclass(frozen=True, slots=True)
class PostInTime:
    """Posts over a line of its own, without following a redirect.

    `deadline_s` holds for the whole of it: name, connection, request, answer.
    """

    dialer: Dialer
    deadline_s: float

    async def post(self, address: str, write: Write) -> Posted:
        """Send what `write` returns, and return what came of it. Raises what `write` raises."""
        writing = _Writing(write)
        try:
            return await self._post(httpx.URL(address), writing)
        except AddressRefused as refused:
            return NotAllowed(str(refused))
        except httpx.InvalidURL:
            return NotAllowed("address-malformed")
        except NameUnknown:
            return NotReached("name-not-resolved")
        except NotConnected:
            return NotReached("not-connected")
        except AnswerLost:
            return NoAnswer("connection-lost")
        except TimeoutError:
            return NoAnswer("no-answer-in-time") if writing.written else NotReached("not-connected")

    async def _post(self, url: httpx.URL, writing: "_Writing") -> Posted:
        async with AsyncExitStack() as lines, asyncio.timeout(self.deadline_s) as deadline:
            line = await self.dialer.dial(url)
            lines.callback(line.drop)
            request = await writing.ask()
            if request is None:
                return NotWritten()
            exchange = HttpExchange(line)
            answer = await exchange.post(url, request)
            # The outcome is known now, and reading on has a limit of its own.
            deadline.reschedule(None)
            return Answered(answer, await exchange.beginning_of_body())


@dataclass(slots=True)
class _Writing:
    """`written`: there was something to send, so it may have been taken."""

    write: Write
    written: bool = False

    async def ask(self) -> HttpRequest | None:
        request = await self.write()
        self.written = request is not None
        return request
