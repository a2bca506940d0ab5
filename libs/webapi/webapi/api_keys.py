"""API keys as bearer tokens: what they look like, and how a service learns whose one is.

Intake issues them and knows all of them. The other services show intake the key they were shown,
and believe the answer for two seconds; intake reads its log as often. So a key that was revoked is
refused everywhere within five seconds (decision 0025).
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Final, Protocol

import httpx
from pydantic import BaseModel, ValidationError

from events.clock import Clock
from webapi.jwks import KeysUnavailable
from webapi.outbound.retry_after import requested_wait
from webapi.refusal_brake import TOO_MANY_REFUSED
from webapi.roles import Role
from webapi.trusted_certificates import system_certificates

PREFIX: Final = "tck_"
BELIEVED_FOR_S: Final = 2.0
_TIMEOUT_S = 1.0
_MOST_REMEMBERED = 1000
_QUESTIONS_AT_ONCE = 8
_SECOND = timedelta(seconds=1)
_WELL_FORMED = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")


class KeyHolder(BaseModel):
    """Whose a key is: what intake answers to whoever shows it.

    `operations`: nothing but these, each as in `GET /v1/cases/{case_id}`; None: all that its role
    may do.
    """

    subject: str
    role: Role
    customer_id: str | None = None
    user_id: str | None = None
    read_only: bool = False
    operations: tuple[str, ...] | None = None
    expires_at: datetime | None = None


class _Refusal(BaseModel):
    """A problem, of which the code says enough."""

    code: str


class ApiKeyChecker(Protocol):
    """Tells whose a key is; None: nobody's (any more).

    `braked`: it comes from an address that has guessed too often. Raises KeysUnavailable while that
    cannot be known.
    """

    async def holder_of(self, key: str, *, braked: bool = False) -> KeyHolder | None: ...


def new_api_key() -> str:
    """Return a key of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def is_api_key(token: str) -> bool:
    """Return whether a bearer token looks like an API key."""
    return token.startswith(PREFIX)


def is_well_formed(key: str) -> bool:
    """Return whether a key may be one of ours: 256 bits in the letters that we write them in."""
    return _WELL_FORMED.fullmatch(key) is not None


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

    Guesses are asked about a few at a time, and remembered apart from good keys, which they drive
    out of no memory. From addresses that have guessed too often, keys that were never good here are
    asked about one after the other, whoever's they are: they take no turn from anybody else.
    """

    ask: Ask
    clock: Clock
    _holders: dict[str, tuple[float, KeyHolder]] = field(default_factory=dict)
    _refused: dict[str, float] = field(default_factory=dict)
    _asking: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_QUESTIONS_AT_ONCE)
    )
    _asking_for_braked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def holder_of(self, key: str, *, braked: bool = False) -> KeyHolder | None:
        """Return whose the key is."""
        name, now = hash_of(key), self.clock.monotonic()
        known = self._holders.get(name)
        if known is not None and now - known[0] < BELIEVED_FOR_S:
            return known[1]
        if now - self._refused.get(name, -BELIEVED_FOR_S) < BELIEVED_FOR_S:
            return None
        turns = self._asking_for_braked if braked and known is None else self._asking
        holder = await self._answer_in_time(key, turns)
        # From before the question: intake may have answered from what it read a while ago.
        self._remember(name, now, holder)
        return holder

    async def _answer_in_time(self, key: str, turns: asyncio.Semaphore) -> KeyHolder | None:
        # The wait for a turn counts, too: a flood of guesses must not hold a good key for ever.
        try:
            async with asyncio.timeout(2 * _TIMEOUT_S), turns:
                return await self._answer_to(key)
        except TimeoutError:
            raise KeysUnavailable("no answer in time") from None

    def _remember(self, name: str, now: float, holder: KeyHolder | None) -> None:
        memory = self._refused if holder is None else self._holders
        if len(memory) >= _MOST_REMEMBERED:
            memory.clear()
        if holder is None:
            self._refused[name] = now
        else:
            self._holders[name] = now, holder

    async def _answer_to(self, key: str) -> KeyHolder | None:
        try:
            answer = await self.ask(key)
            if _is_refusal(answer):
                return None
            answer.raise_for_status()
            holder = KeyHolder.model_validate_json(answer.content)
        # No answer is no proof, neither for the key nor against it: 503, and try again.
        except httpx.HTTPStatusError as error:
            wait = requested_wait(error.response.headers) or timedelta(0)
            raise KeysUnavailable(type(error).__name__, max(5, ceil(wait / _SECOND))) from None
        except (httpx.HTTPError, ValidationError) as error:
            raise KeysUnavailable(type(error).__name__) from None
        # Intake issues no such key: whoever answers so is not to be believed.
        return None if holder.role == "admin" else holder


def _is_refusal(answer: httpx.Response) -> bool:
    """Return whether intake itself says that the key is nobody's."""
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        # Its brake counts what is refused only, so a good key never meets it. Whoever else on the
        # way is asked too often knows nothing of keys.
        return _code_of(answer) == TOO_MANY_REFUSED
    return answer.status_code == httpx.codes.UNAUTHORIZED


def _code_of(answer: httpx.Response) -> str | None:
    try:
        return _Refusal.model_validate_json(answer.content).code
    except ValidationError:
        return None


def ask_intake(url: str) -> Ask:
    """Return a question to the intake at this address."""
    trusted = system_certificates()

    async def ask(key: str) -> httpx.Response:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, verify=trusted, trust_env=False) as client:
            headers = {"Authorization": f"Bearer {key}"}
            return await client.get(f"{url.rstrip('/')}/v1/identity", headers=headers)

    return ask
