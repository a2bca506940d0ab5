"""Bad input is named field by field, and never repeated."""

from datetime import UTC, datetime

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from tests.support.sample_service import Shelf
from tests.webapi.conftest import Headers
from webapi.invalid_input import Instant, RequestBody

NOTES = "/v1/customers/acme/notes"
PRIVATE = "my diagnosis is private"


async def post(client: httpx.AsyncClient, headers: Headers, content: bytes) -> httpx.Response:
    return await client.post(
        NOTES, content=content, headers={**headers, "Content-Type": "application/json"}
    )


async def test_each_wrong_field_is_named_with_a_reason(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    answer = await client.post(
        NOTES, json={"text": " ", "remind_at": "2026-03-01T09:00:00", "colour": 1}, headers=ann
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert {
        error["field"]: (error["place"], error["code"], error["message"])
        for error in answer.json()["errors"]
    } == {
        "text": ("body", "string-too-short", "should have at least 1 character"),
        "remind_at": ("body", "timezone-aware", "needs a zone, as in 2026-03-01T09:00:00Z"),
        "colour": ("body", "extra-forbidden", "is not known here"),
    }
    assert shelf.notes == {}


@pytest.mark.parametrize(
    "body",
    [
        {"text": [PRIVATE]},
        {"text": {"deep": PRIVATE}},
        {"text": "fine", "note_id": PRIVATE},
        {"text": "fine", "remind_at": PRIVATE},
        {"text": PRIVATE * 10_000},
        {"text": PRIVATE + "\x00"},
        [PRIVATE],
        PRIVATE,
    ],
)
async def test_what_a_person_wrote_is_never_repeated(
    client: httpx.AsyncClient, ann: Headers, body: object
) -> None:
    answer = await client.post(NOTES, json=body, headers=ann)

    assert answer.status_code == 422
    assert "diagnosis" not in answer.text


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"text": "a",}', b"\xff\xfe", b"[" * 100_000, b'{"text": "' + b"a" * 10, b"nothing"],
)
async def test_broken_json_is_400_broken_json(
    client: httpx.AsyncClient, ann: Headers, content: bytes
) -> None:
    answer = await post(client, ann, content)

    assert (answer.status_code, answer.json()["code"]) == (400, "broken-json")


async def test_broken_json_tells_a_stranger_only_that_he_is_one(client: httpx.AsyncClient) -> None:
    for content in (b"{", b"\xff", b"[" * 100_000):
        assert (await post(client, {}, content)).status_code == 401


async def test_an_empty_body_is_named(client: httpx.AsyncClient, ann: Headers) -> None:
    answer = await post(client, ann, b"")

    assert answer.json()["detail"] == "body is needed"


@pytest.mark.parametrize("content", [rb'{"text": "a\u0000b"}', rb'{"text": "a\ud800"}'])
async def test_text_that_no_store_can_hold_is_refused(
    client: httpx.AsyncClient, ann: Headers, content: bytes
) -> None:
    answer = await post(client, ann, content)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text")


@pytest.mark.parametrize("address", ["/v1/customers/a%00b/notes", f"{NOTES}?cursor=%00"])
async def test_an_address_that_no_store_can_hold_is_refused(
    client: httpx.AsyncClient, ann: Headers, address: str
) -> None:
    answer = await client.get(address, headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-characters")


@pytest.mark.parametrize("limit", ["0", "201", "many", "-1"])
async def test_a_limit_is_between_1_and_200(
    client: httpx.AsyncClient, ann: Headers, limit: str
) -> None:
    answer = await client.get(NOTES, params={"limit": limit}, headers=ann)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "limit")
    assert answer.json()["errors"][0]["place"] == "query"


def test_an_instant_is_held_in_utc() -> None:
    instant = TypeAdapter(Instant).validate_json('"2026-03-01T09:00:00-03:00"')

    assert instant == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        '"2026-03-01"',
        "1700000000",
        '"1700000000"',
        '"0001-01-01T00:00:00+14:00"',
        '"9999-12-31T23:00:00-14:00"',
        '"soon"',
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_json(text)


def test_lists_and_nested_members_are_looked_through() -> None:
    class Deep(RequestBody):
        names: list[dict[str, str]]

    with pytest.raises(ValidationError):
        Deep(names=[{"a\x00": "b"}])
    assert Deep(names=[{"a": "b"}]).names == [{"a": "b"}]


async def test_many_unknown_fields_get_a_short_answer(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    some = {f"field-{number}": 1 for number in range(90)}
    many = {f"field-{number}": 1 for number in range(15_000)}

    answer = (await client.post(NOTES, json={"text": "x", **some}, headers=ann)).json()
    short = await client.post(NOTES, json={"text": "x", **many}, headers=ann)

    assert (len(answer["errors"]), answer["more_errors"]) == (20, 70)
    assert (short.status_code, len(short.content) < 1_000) == (422, True)
    assert "has 15001 fields" in short.json()["detail"]
