"""The keys that open personal data, as services give them to each other, and how they ask.

They come over a connection between services, go into memory, and stay there for a minute.
"""

from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import httpx
import structlog
from pydantic import BaseModel, Field, ValidationError

from events.clock import Clock
from events.sealing.data_key import DataKey, Keys
from events.sealing.key_source import KeysAway, KeySource, NoKeySource, RememberedKeys
from webapi.invalid_input import Id, RequestBody
from webapi.settings import ServiceSettings
from webapi.tokens import make_token
from webapi.trusted_certificates import system_certificates

PATH: Final = "/v1/sealing-keys"
MOST_KEYS: Final = 500
_TIMEOUT_S: Final = 5.0
_URLS: Final = {"intake": "TOCSIN_API_KEYS_URL", "sla-clock": "TOCSIN_SLA_CLOCK_URL"}

_log = structlog.get_logger(__name__)


class WantedKeys(RequestBody):
    """The ids of keys, as they stand in sealed events."""

    key_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_KEYS)]


class SealingKey(BaseModel):
    """A key: 32 bytes in base64. Keep it in memory, for a minute at most."""

    key_id: str
    key: str


class SealingKeysAnswer(BaseModel):
    """The keys that are known; those that were erased for good; those that nobody knows."""

    keys: list[SealingKey]
    erased: list[str]
    unknown: list[str]


def answer_of(key_ids: Sequence[str], known: Keys) -> SealingKeysAnswer:
    """Return the answer to a question for these keys."""
    present = [key for key_id in key_ids if (key := known.get(key_id)) is not None]
    return SealingKeysAnswer(
        keys=[SealingKey(key_id=it.key_id, key=b64encode(it.secret).decode()) for it in present],
        erased=[key_id for key_id in key_ids if key_id in known and known[key_id] is None],
        unknown=[key_id for key_id in key_ids if key_id not in known],
    )


Ask = Callable[[Sequence[str]], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class RemoteSealingKeys:
    """Asks `owner` for keys, each time: see `RememberedKeys`."""

    ask: Ask
    owner: str = "intake"

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        """See `KeySource.fetch`."""
        keys: dict[str, DataKey | None] = {}
        wanted = sorted(key_ids)
        for first in range(0, len(wanted), MOST_KEYS):
            keys.update(await self._fetch(wanted[first : first + MOST_KEYS]))
        return keys

    async def _fetch(self, key_ids: Sequence[str]) -> Keys:
        try:
            response = await self.ask(key_ids)
            response.raise_for_status()
            answer = SealingKeysAnswer.model_validate_json(response.content)
            known = {it.key_id: DataKey(it.key_id, b64decode(it.key)) for it in answer.keys}
        # Only the kind of the trouble is told: the answer may hold keys.
        except (httpx.HTTPError, ValidationError, ValueError) as error:
            raise KeysAway(
                f"{self.owner} gave no keys to open personal data: {type(error).__name__}"
            ) from None
        return {**known, **dict.fromkeys(answer.erased)}


def keys_at_intake(settings: ServiceSettings, clock: Clock, service: str) -> KeySource:
    """Return where a service gets intake's keys, by its settings; without its address: nowhere."""
    return keys_at(settings.api_keys_url, settings, clock, service)


def keys_at(
    url: str | None,
    settings: ServiceSettings,
    clock: Clock,
    service: str,
    *,
    owner: Literal["intake", "sla-clock"] = "intake",
) -> KeySource:
    """Return where a service gets the keys of another, `owner`; without an address, or something
    to show there: nowhere, which is logged.
    """
    if url is None or (settings.jwt_secret is None and settings.sealing_keys_token is None):
        lacking = _URLS[owner] if url is None else "TOCSIN_SEALING_KEYS_TOKEN"
        _log.warning("no-keys-to-ask-for", service=service, owner=owner, lacking=lacking)
        return NoKeySource()

    def token() -> str:
        if settings.sealing_keys_token:
            return settings.sealing_keys_token.get_secret_value()
        return make_token(settings, "service", subject=service)

    return RememberedKeys(RemoteSealingKeys(_ask_at(url, token), owner), clock)


def _ask_at(url: str, token: Callable[[], str]) -> Ask:
    trusted = system_certificates()

    async def ask(key_ids: Sequence[str]) -> httpx.Response:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, verify=trusted, trust_env=False) as client:
            return await client.post(
                f"{url.rstrip('/')}{PATH}",
                json={"key_ids": list(key_ids)},
                headers={"Authorization": f"Bearer {token()}"},
            )

    return ask
