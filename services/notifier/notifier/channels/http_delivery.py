"""Posts JSON: the one place where an HTTP answer becomes a channel's outcome."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from notifier.channels.channel import (
    Delivered,
    Letter,
    NotNeeded,
    Outcome,
    Refused,
    TryLater,
    Unknown,
)
from notifier.domain.page_message import PageMessage
from webapi.outbound.dial import Dialer
from webapi.outbound.http_exchange import HttpRequest
from webapi.outbound.post_in_time import (
    Answered,
    NoAnswer,
    NotAllowed,
    NotReached,
    NotWritten,
    PostInTime,
)
from webapi.outbound.retry_after import requested_wait

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

        # Asked once the line is open: a name and a connection take time, and somebody may have
        # acknowledged meanwhile.
        async def write() -> HttpRequest | None:
            message = await letter.write()
            return None if message is None else render(message)

        posted = await PostInTime(self.dialer, self.deadline_s).post(address, write)
        match posted:
            case Answered():
                return _outcome(posted)
            case NotAllowed(problem=problem):
                return Refused(problem)
            case NotReached(problem=problem):
                return TryLater(problem)
            case NoAnswer(problem=problem):
                return Unknown(problem)
            case NotWritten():
                return NotNeeded()
            case _:
                assert_never(posted)


def _outcome(posted: Answered) -> Outcome:
    answer = posted.answer
    if 200 <= answer.status < 300:
        return Delivered(_provider_id(posted.beginning))
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
