"""One id through answer, logs and events."""

import asyncio
import re

import httpx
import pytest
from structlog.testing import capture_logs

from tests.support.sample_service import Shelf
from tests.webapi.conftest import Headers
from webapi.correlation import correlation_id, meta_for
from webapi.identity import Identity

NOTES = "/v1/customers/acme/notes"


async def test_a_given_id_is_echoed_and_goes_into_the_events(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    answer = await client.post(
        NOTES, json={"text": "hello"}, headers={**ann, "X-Correlation-Id": "order-7"}
    )

    assert answer.headers["x-correlation-id"] == "order-7"
    assert (shelf.correlations, shelf.actors) == (["order-7"], ["acme/ann"])


@pytest.mark.parametrize("given", [None, "", "two words", "a" * 101, "<script>"])
async def test_without_a_good_one_an_id_is_made(
    client: httpx.AsyncClient, given: str | None
) -> None:
    headers = {} if given is None else {"X-Correlation-Id": given}
    made = [
        (await client.get("/health/live", headers=headers)).headers["x-correlation-id"]
        for _ in range(2)
    ]

    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in made)
    assert made[0] != made[1]


async def test_requests_at_the_same_time_keep_their_own(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    def write(number: int) -> asyncio.Task[httpx.Response]:
        headers = {**ann, "X-Correlation-Id": f"c{number}"}
        return asyncio.create_task(client.post(NOTES, json={"text": "hello"}, headers=headers))

    answers = await asyncio.gather(*(write(number) for number in range(10)))

    assert [answer.headers["x-correlation-id"] for answer in answers] == [
        f"c{n}" for n in range(10)
    ]
    assert sorted(shelf.correlations) == [f"c{n}" for n in range(10)]


def test_outside_of_a_request_each_thing_has_its_own_id() -> None:
    assert correlation_id() != correlation_id()
    assert meta_for(Identity(subject="eva", role="agent")).traceparent is None


async def test_one_line_tells_of_a_request_without_its_query(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    with capture_logs() as lines:
        await client.get(NOTES, params={"limit": "5", "token": "secret"}, headers=ann)

    [line] = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["path"], line["status"]) == ("GET", NOTES, 422)
    assert "secret" not in str(lines)


async def test_a_signed_link_is_told_by_its_route_only(client: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.get("/links/a-signature")

    assert [line["path"] for line in lines if line["event"] == "request"] == ["/links/{signed}"]


async def test_a_refused_token_is_not_logged(client: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.get(NOTES, headers={"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln"})

    assert next(line["reason"] for line in lines if line["event"] == "token-refused")
    assert "eyJ" not in str(lines)
