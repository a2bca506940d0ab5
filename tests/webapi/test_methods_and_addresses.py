"""HEAD is answered like GET; a wrong method or address is told what would be right; a 201 says
where."""

import httpx
import pytest

from tests.support.sample_service import Shelf
from tests.webapi.conftest import Headers

NOTES = "/v1/customers/acme/notes"


async def test_head_is_answered_as_get_without_its_body(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    get = await client.get(NOTES, headers=ann)
    head = await client.head(NOTES, headers=ann)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"] != "0"
    assert head.headers["content-type"] == get.headers["content-type"]


async def test_head_is_refused_where_get_is(client: httpx.AsyncClient) -> None:
    assert (await client.head(NOTES)).status_code == 401


async def test_a_head_is_counted_as_a_head_of_its_route(
    client: httpx.AsyncClient, ann: Headers, as_role: object
) -> None:
    await client.head(NOTES, headers=ann)
    assert callable(as_role)
    metrics = (await client.get("/metrics", headers=as_role("admin"))).text

    assert 'method="HEAD",route="/v1/customers/{customer_id}/notes",status="200"' in metrics


async def test_a_wrong_method_is_told_all_methods_of_the_address(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.delete(NOTES, headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert answer.json()["detail"] == f"{NOTES} takes GET, HEAD, POST."


async def test_head_of_what_is_only_written_is_a_wrong_method(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.head(f"{NOTES}/n1", headers=ann)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "PUT")


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v1/nowhere", "There is no address /v1/nowhere here"),
        (f"{NOTES}/", "Without the slash at the end there is."),
        ("/v1/%1b[31m", "There is no address /v1/[31m here"),
    ],
)
async def test_an_address_that_no_route_has_is_named(
    client: httpx.AsyncClient, ann: Headers, path: str, detail: str
) -> None:
    answer = await client.get(path, headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert detail in answer.json()["detail"]


async def test_a_201_that_does_not_say_where_is_in_the_list_it_was_sent_to(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    made = await client.post(NOTES, json={"text": "Hello"}, headers=ann)
    refused = await client.post(NOTES, json={"text": ""}, headers=ann)

    assert (made.status_code, made.headers["Location"]) == (201, NOTES)
    assert "Location" not in refused.headers


@pytest.mark.parametrize(
    ("letter", "fits", "too_many"),
    [("a", 100_000, 100_001), ("ü", 50_000, 50_001), ("東", 33_333, 33_334)],
)
async def test_a_text_has_one_limit_whatever_its_letters_are(
    client: httpx.AsyncClient,
    ann: Headers,
    shelf: Shelf,
    letter: str,
    fits: int,
    too_many: int,
) -> None:
    long = await client.post(NOTES, json={"text": letter * fits}, headers=ann)
    longer = await client.post(NOTES, json={"text": letter * too_many}, headers=ann)

    assert (long.status_code, longer.status_code) == (201, 422)
    assert [len(note.text) for note in shelf.notes["acme"]] == [fits]
    assert longer.json()["errors"][0]["field"] == "text"
    assert "at most 100000" in longer.json()["errors"][0]["message"]


async def test_the_document_tells_of_the_limit_of_where_and_of_every_refusal(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/openapi.json")).json()
    text = document["components"]["schemas"]["WriteNote"]["properties"]["text"]
    path = "/v1/customers/{customer_id}/notes"
    post, put = document["paths"][path]["post"], document["paths"][f"{path}/{{note_id}}"]["put"]

    assert (text["maxLength"], text["description"]) == (100_000, "At most 100000 bytes in UTF-8.")
    assert "Location" in post["responses"]["201"]["headers"]
    assert {"413", "415"} <= set(post["responses"])
    assert "412" in put["responses"]
    assert "413" not in put["responses"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"text": "x", "note_id": "a b"}, "should be up to 100 letters, digits and . _ : -"),
        ({"text": "x", "note_id": "-a"}, "begin with a letter or digit"),
        ([], "should be a JSON object"),
    ],
)
async def test_a_mistake_is_told_in_words_and_not_as_a_pattern(
    client: httpx.AsyncClient, ann: Headers, body: object, message: str
) -> None:
    answer = await client.post(NOTES, json=body, headers=ann)

    assert answer.status_code == 422
    assert message in answer.json()["errors"][0]["message"]
    assert "[A-Za-z" not in answer.text
