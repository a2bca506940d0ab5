"""Holds an issuer's published keys: fetched without blocking, kept, and asked for again when a new
key appears, but not too often."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import httpx
import jwt
import structlog
from pydantic import BaseModel, JsonValue, ValidationError

from events.clock import Clock
from webapi.trusted_certificates import public_certificates

Fetch = Callable[[], Awaitable[bytes]]

# As long as this a key is believed that the issuer has withdrawn.
FRESH_FOR = timedelta(minutes=10)
# And so long where the issuer cannot be asked: longer than its tokens live, and not for ever.
BELIEVED_AT_MOST = timedelta(hours=24)
# For so long a key is unknown that the issuer began to sign with before it was published.
ASK_AT_MOST_EVERY = timedelta(seconds=10)
SHORTEST_RSA = 2048
"""In bits: shorter ones have been broken."""
ALGORITHMS = frozenset({"RS256", "ES256"})
TIMEOUT_S = 5.0


class _KeySet(BaseModel):
    """What an issuer publishes: other members than `keys` are none of ours (RFC 7517, 5)."""

    keys: list[JsonValue]


_log = structlog.get_logger(__name__)


class KeysUnavailable(Exception):
    """Nobody can say now whether a token or an API key is good, so it is neither believed nor
    refused: try again after `retry_after_s`."""

    def __init__(self, reason: str, retry_after_s: int = 5) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class JwksKeys:
    """The keys at `url`, by their `kid`. Old keys are kept while the issuer cannot be reached."""

    def __init__(self, url: str, clock: Clock, fetch: Fetch | None = None) -> None:
        self._clock = clock
        self._fetch = fetch or _fetch_from(url)
        self._keys: Mapping[str | None, jwt.PyJWK] = {}
        self._read_at: float | None = None
        self._fetched_at: float | None = None
        self._asking = asyncio.Lock()

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        """Return the key of that id, or the only key for a token without one; None if there is
        none.

        Raises KeysUnavailable.
        """
        if not self._knows(kid):
            async with self._asking:
                # Again, under the lock: whoever waited may find that the keys have just been read.
                if not self._knows(kid) and self._may_ask():
                    await self._ask()
        if self._is_older(self._read_at, BELIEVED_AT_MOST):
            raise KeysUnavailable("the issuer's keys could not be read")
        return self._keys.get(kid) if kid is not None else self._only_key()

    def _knows(self, kid: str | None) -> bool:
        key = self._only_key() if kid is None else self._keys.get(kid)
        return key is not None and not self._is_older(self._read_at, FRESH_FOR)

    def _may_ask(self) -> bool:
        return self._is_older(self._fetched_at, ASK_AT_MOST_EVERY)

    def _is_older(self, instant: float | None, age: timedelta) -> bool:
        return instant is None or self._clock.monotonic() - instant >= age.total_seconds()

    async def _ask(self) -> None:
        # Before the answer, and whatever it is: a flood of made-up key ids must not become a flood
        # of requests to the issuer.
        self._fetched_at = self._clock.monotonic()
        try:
            self._keys = _usable(await self._fetch())
        except (httpx.HTTPError, ValidationError, OSError) as error:
            _log.warning("jwks-unreadable", error=type(error).__name__)
            return
        self._read_at = self._clock.monotonic()

    def _only_key(self) -> jwt.PyJWK | None:
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None


def _usable(document: bytes) -> Mapping[str | None, jwt.PyJWK]:
    keys = [
        _key(entry)
        for entry in _KeySet.model_validate_json(document).keys
        if isinstance(entry, dict) and entry.get("use", "sig") == "sig"
    ]
    return {key.key_id: key for key in keys if key is not None}


def _key(entry: dict[str, JsonValue]) -> jwt.PyJWK | None:
    try:
        key = jwt.PyJWK(entry)
    except jwt.PyJWTError:
        return None
    return key if key.algorithm_name in ALGORITHMS and not _is_short(key) else None


def _is_short(key: jwt.PyJWK) -> bool:
    return key.key_type == "RSA" and key.key.key_size < SHORTEST_RSA


def _fetch_from(url: str) -> Fetch:
    async def fetch() -> bytes:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, verify=public_certificates()) as client:
            return (
                (await client.get(url, headers={"Accept": "application/json"}))
                .raise_for_status()
                .content
            )

    return fetch
