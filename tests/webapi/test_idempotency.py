"""Asking again gets the first answer again; only the same caller, route and key are asking
again."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sample_service import Shelf
from tests.webapi.conftest import Headers, HeadersFor
from webapi.idempotency import command_id, fingerprint
from webapi.identity import Identity

NOTES = "/v1/customers/acme/notes"
ANN = Identity(subject="ann", role="contact", customer_id="acme", user_id="ann")


async def write(
    client: httpx.AsyncClient, headers: Headers, key: str, text: str = "hello"
) -> httpx.Response:
    return await client.post(
        NOTES, json={"text": text}, headers={**headers, "Idempotency-Key": key}
    )


async def test_the_same_key_and_body_get_the_first_answer_again(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    first, again = [await write(client, ann, "k1") for _ in range(2)]

    assert (again.status_code, again.content, again.headers["etag"]) == (201, first.content, '"1"')
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert len(shelf.notes["acme"]) == 1


async def test_the_same_key_with_another_body_is_refused(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    await write(client, ann, "k1")

    answer = await write(client, ann, "k1", "something else")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert len(shelf.notes["acme"]) == 1


async def test_without_a_key_each_request_counts(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    for _ in range(2):
        await client.post(NOTES, json={"text": "hello"}, headers=ann)

    assert len(shelf.notes["acme"]) == 2


async def test_another_callers_same_key_is_another_request(
    client: httpx.AsyncClient, ann: Headers, as_role: HeadersFor, shelf: Shelf
) -> None:
    await write(client, ann, "k1")
    await write(client, as_role("agent"), "k1")

    assert len(shelf.notes["acme"]) == 2


@pytest.mark.parametrize("key", ["", " ", "a" * 201, "käse", "a\tb"])
async def test_a_key_is_a_few_printable_characters(
    client: httpx.AsyncClient, ann: Headers, key: str
) -> None:
    headers = {name.encode(): value.encode() for name, value in ann.items()}
    answer = await client.post(
        NOTES,
        json={"text": "hello"},
        headers={**headers, b"Idempotency-Key": key.encode("latin-1")},
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-idempotency-key")


def test_caller_customer_method_path_and_key_each_make_another_command() -> None:
    same_name_elsewhere = Identity(
        subject="ann", role="contact", customer_id="other", user_id="ann"
    )
    ids = {
        command_id(ANN, "POST", "/v1/cases", "k"),
        command_id(same_name_elsewhere, "POST", "/v1/cases", "k"),
        command_id(ANN, "PUT", "/v1/cases", "k"),
        command_id(ANN, "POST", "/v1/cases/1", "k"),
        command_id(ANN, "POST", "/v1/cases", "k2"),
    }

    assert len(ids) == 5
    assert command_id(ANN, "POST", "/v1/cases", "k") in ids


def test_blanks_and_order_make_no_difference_to_what_was_asked() -> None:
    assert fingerprint("", b'{"a": 1, "b": [2]}') == fingerprint("", b'{"b":[2],\n"a":1}')
    assert fingerprint("", b'{"b": [2, 3]}') != fingerprint("", b'{"b": [3, 2]}')
    assert fingerprint("x=1", b"") != fingerprint("", b"x=1")


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_any_body_has_a_fingerprint_of_32_bytes(one: bytes, other: bytes) -> None:
    assert len(fingerprint("", one)) == 32
    assert (fingerprint("", one) == fingerprint("", other)) or one != other
