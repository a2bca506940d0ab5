"""Services ask intake for keys; whatever goes wrong is "away", and says nothing of a key."""

import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from events.clock import SystemClock
from events.sealing.data_key import drawn_key
from events.sealing.key_source import KeysAway, NoKeySource, RememberedKeys
from webapi.sealing_keys import MOST_KEYS, RemoteSealingKeys, answer_of, keys_at, keys_at_intake
from webapi.settings import ServiceSettings

KEY = drawn_key()
SECRET = SecretStr("a secret that is only good for tests")


def settings(**given: Any) -> ServiceSettings:
    """Return a service's settings; without intake's address unless it is given."""
    return ServiceSettings(
        database_url="postgresql://nowhere", kafka_bootstrap_servers="nowhere:1", **given
    )


async def test_known_erased_and_unknown_keys_are_told_apart() -> None:
    answer = answer_of([KEY.key_id, "gone", "never"], {KEY.key_id: KEY, "gone": None})
    assert (answer.erased, answer.unknown) == (["gone"], ["never"])

    async def ask(key_ids: Sequence[str]) -> httpx.Response:
        return httpx.Response(200, text=answer.model_dump_json(), request=REQUEST)

    keys = await RemoteSealingKeys(ask).fetch([KEY.key_id, "gone", "never"])
    assert keys.keys() == {KEY.key_id, "gone"}
    assert keys["gone"] is None
    key = keys[KEY.key_id]
    assert key is not None
    assert key.secret == KEY.secret


REQUEST = httpx.Request("POST", "http://intake")


async def test_many_keys_are_asked_for_in_parts() -> None:
    sizes: list[int] = []

    async def ask(key_ids: Sequence[str]) -> httpx.Response:
        sizes.append(len(key_ids))
        text = answer_of(key_ids, {}).model_dump_json()
        return httpx.Response(200, text=text, request=REQUEST)

    assert await RemoteSealingKeys(ask).fetch([str(n) for n in range(MOST_KEYS + 1)]) == {}
    assert sizes == [MOST_KEYS, 1]


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(503, request=REQUEST),
        httpx.Response(200, text="no JSON", request=REQUEST),
        httpx.Response(
            200,
            text=json.dumps(
                {
                    "keys": [{"key_id": "k", "key": b64encode(b"too short").decode()}],
                    "erased": [],
                    "unknown": [],
                }
            ),
            request=REQUEST,
        ),
    ],
    ids=["an error", "no answer of ours", "no key"],
)
async def test_an_answer_that_gives_no_keys_is_tried_again(response: httpx.Response) -> None:
    async def ask(key_ids: Sequence[str]) -> httpx.Response:
        return response

    with pytest.raises(KeysAway, match="gave no keys"):
        await RemoteSealingKeys(ask).fetch(["k"])


async def test_no_answer_at_all_is_tried_again() -> None:
    async def ask(key_ids: Sequence[str]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(KeysAway, match="ConnectError"):
        await RemoteSealingKeys(ask).fetch(["k"])


def test_where_keys_come_from_follows_from_the_settings() -> None:
    clock = SystemClock()
    nowhere = settings(jwt_secret=SECRET)
    assert isinstance(keys_at_intake(nowhere, clock, "reporting"), NoKeySource)
    at_intake = settings(jwt_secret=SECRET, api_keys_url="http://127.0.0.1:1")
    assert isinstance(keys_at_intake(at_intake, clock, "reporting"), RememberedKeys)
    issuer: dict[str, Any] = {
        "jwks_url": "https://issuer.example",
        "jwt_audience": "a",
        "jwt_issuer": "i",
    }
    no_token = settings(api_keys_url="https://intake", **issuer)
    assert isinstance(keys_at_intake(no_token, clock, "reporting"), NoKeySource)
    with_token = settings(api_keys_url="https://intake", sealing_keys_token=SECRET, **issuer)
    assert isinstance(keys_at_intake(with_token, clock, "reporting"), RememberedKeys)


async def test_an_intake_that_is_not_there_is_away() -> None:
    at_intake = settings(jwt_secret=SECRET, api_keys_url="http://127.0.0.1:1")
    with pytest.raises(KeysAway, match="ConnectError"):
        await keys_at_intake(at_intake, SystemClock(), "reporting").fetch(["k"])


def test_a_service_that_can_open_nothing_says_so_in_one_line() -> None:
    issuer: dict[str, Any] = {
        "jwks_url": "https://issuer.example",
        "jwt_audience": "a",
        "jwt_issuer": "i",
    }
    with capture_logs() as lines:
        keys_at_intake(settings(jwt_secret=SECRET), SystemClock(), "reporting")
        no_token = settings(api_keys_url="https://intake", **issuer)
        keys_at("https://clock", no_token, SystemClock(), "reporting", owner="sla-clock")
        keys_at(None, no_token, SystemClock(), "reporting", owner="sla-clock")
    assert [(line["event"], line["owner"], line["lacking"]) for line in lines] == [
        ("no-keys-to-ask-for", "intake", "TOCSIN_API_KEYS_URL"),
        ("no-keys-to-ask-for", "sla-clock", "TOCSIN_SEALING_KEYS_TOKEN"),
        ("no-keys-to-ask-for", "sla-clock", "TOCSIN_SLA_CLOCK_URL"),
    ]
