"""Posts JSON: the one place where an HTTP answer becomes a channel's outcome."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx

from notifier.channels.channel import (
    Delivered,
    Letter,
    NotNeeded,
    Outcome,
    Refused,
    TryLater,
    Unknown,
)
from notifier.channels.dial import Dialer, NotConnected
from notifier.channels.http_exchange import AnswerLost, HttpAnswer, HttpExchange, HttpRequest
from notifier.channels.outbound_guard import AddressRefused, NameUnknown
from notifier.channels.retry_after import requested_wait
from notifier.domain.page_message import PageMessage

_LATER = {408, 425, 429}
_LONGEST_ID = 200
Render = Callable[[PageMessage], HttpRequest]


@dataclass(frozen=True, slots=True)
class HttpDelivery:
    """A delivery by HTTP. Redirects are not followed.

    `deadline_s` holds for the whole of it: name, connection, request, answer.
    """

    dialer: Dialer
    deadline_s: float = 10.0

    async def post(self, address: str, letter: Letter, render: Render) -> Outcome:
        """Deliver the letter, and return the outcome.

        Never connected or asked to come later: TryLater. Lost after it may have arrived: Unknown.
        Any other refusal: Refused.
        """
        try:
            return await self._post(httpx.URL(address), letter, render)
        except AddressRefused as refused:
            return Refused(str(refused))
        except httpx.InvalidURL:
            return Refused("address-malformed")
        except NameUnknown:
            return TryLater("name-not-resolved")
        except NotConnected:
            return TryLater("not-connected")
        except AnswerLost:
            return Unknown("connection-lost")
        except TimeoutError:
            return Unknown("no-answer-in-time") if letter.written else TryLater("not-connected")

    async def _post(self, url: httpx.URL, letter: Letter, render: Render) -> Outcome:
        async with AsyncExitStack() as lines, asyncio.timeout(self.deadline_s) as deadline:
            line = await self.dialer.dial(url)
            lines.callback(line.drop)
            # Written only now: a name and a connection take time, and somebody may have
            # acknowledged.
            message = await letter.write()
            if message is None:
                return NotNeeded()
            exchange = HttpExchange(line)
            answer = await exchange.post(url, render(message))
            deadline.reschedule(None)  # the outcome is known; reading on has a limit of its own
            return _outcome(answer, await exchange.beginning_of_body())


def _outcome(answer: HttpAnswer, body: bytes) -> Outcome:
    if 200 <= answer.status < 300:
        return Delivered(_provider_id(body))
    if answer.status in _LATER or answer.status >= 500:
        return TryLater(f"http-{answer.status}", requested_wait(answer.headers))
    return Refused(f"http-{answer.status}")


def _provider_id(body: bytes) -> str | None:
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    provider_id = answer.get("id") or answer.get("dedup_key") if isinstance(answer, dict) else None
    return str(provider_id)[:_LONGEST_ID] if provider_id else None
