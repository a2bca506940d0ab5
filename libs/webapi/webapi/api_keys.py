"""API keys as bearer tokens: what they look like, and how a service learns whose one is.

Intake issues them and knows all of them. The other services show intake the key they were shown,
and believe the answer for two seconds; intake reads its log as often. So a key that was revoked is
refused everywhere within five seconds (decision 0025).
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

import httpx
from pydantic import BaseModel, ValidationError

from events.clock import Clock
from webapi.jwks import KeysUnavailable
from webapi.roles import Role

PREFIX: Final = "tck_"
BELIEVED_FOR_S: Final = 2.0
_TIMEOUT_S = 1.0
_MOST_REMEMBERED = 1000


class KeyHolder(BaseModel):
    """Whose a key is: what intake answers to whoever shows it."""

    subject: str
    role: Role
    customer_id: str | None = None
    user_id: str | None = None
    read_only: bool = False
    expires_at: datetime | None = None


class ApiKeyChecker(Protocol):
    """Tells whose a key is; None: nobody's (any more).

    Raises KeysUnavailable while that cannot be known.
    """

    async def holder_of(self, key: str) -> KeyHolder | None: ...


def new_api_key() -> str:
    """Return a key of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def is_api_key(token: str) -> bool:
    """Return whether a bearer token looks like an API key."""
    return token.startswith(PREFIX)


def hash_of(key: str) -> str:
    """Return the hash by which a key is known.

    A plain SHA-256: a slow hash, as for passwords, protects what can be guessed. 256 random bits
    cannot.
    """
    return hashlib.sha256(key.encode()).hexdigest()


Ask = Callable[[str], Awaitable[httpx.Response]]


@dataclass(slots=True)
class RemoteApiKeys:
    """Asks intake whose a key is, and believes it for two seconds.

    A key that is nobody's is remembered, too, or guessing would pass every guess on to intake.
    """

    ask: Ask
    clock: Clock
    _answers: dict[str, tuple[float, KeyHolder | None]] = field(default_factory=dict)

    async def holder_of(self, key: str) -> KeyHolder | None:
        """Return whose the key is."""
        name, now = hash_of(key), self.clock.monotonic()
        known = self._answers.get(name)
        if known is not None and now - known[0] < BELIEVED_FOR_S:
            return known[1]
        holder = await self._answer_to(key)
        if len(self._answers) >= _MOST_REMEMBERED:
            self._answers.clear()
        # From before the question: intake may have answered from what it read a while ago.
        self._answers[name] = (now, holder)
        return holder

    async def _answer_to(self, key: str) -> KeyHolder | None:
        try:
            answer = await self.ask(key)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                return None
            answer.raise_for_status()
            return KeyHolder.model_validate_json(answer.content)
        # No answer is no proof, neither for the key nor against it: 503, and try again.
        except (httpx.HTTPError, ValidationError) as error:
            raise KeysUnavailable(type(error).__name__) from None


def ask_intake(url: str) -> Ask:
    """Return a question to the intake at this address."""

    async def ask(key: str) -> httpx.Response:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
            headers = {"Authorization": f"Bearer {key}"}
            return await client.get(f"{url.rstrip('/')}/v1/identity", headers=headers)

    return ask
