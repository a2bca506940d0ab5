"""JSON must be said to be JSON."""

import httpx
import pytest

from tests.webapi.conftest import Headers
from webapi.media_type import is_json

NOTES = "/v1/customers/acme/notes"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "garbage"]
)
async def test_what_is_not_said_to_be_json_is_415(
    client: httpx.AsyncClient, ann: Headers, kind: str
) -> None:
    answer = await client.post(
        NOTES, content=b'{"text": "hi"}', headers={**ann, "Content-Type": kind}
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


async def test_a_body_that_says_nothing_is_415(client: httpx.AsyncClient, ann: Headers) -> None:
    assert (await client.post(NOTES, content=b'{"text": "hi"}', headers=ann)).status_code == 415


async def test_a_stranger_is_told_first_that_he_is_one(client: httpx.AsyncClient) -> None:
    assert (await client.post(NOTES, content=b"hi")).status_code == 401


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
)
def test_these_are_json(kind: str) -> None:
    assert is_json(kind)


@pytest.mark.parametrize("kind", [None, "", "json", "text/json", "application/jsonp"])
def test_these_are_not(kind: str | None) -> None:
    assert not is_json(kind)
