"""A body over 256 KiB is refused, however it comes."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.support.sample_service import Shelf
from tests.webapi.conftest import Headers
from webapi.body_limit import LARGEST_BODY, STRANGERS_BODY, BodyLimitMiddleware

NOTES = "/v1/customers/acme/notes"


async def chunks(number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield b"a" * 1024


async def test_a_declared_body_too_large_is_413(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    answer = await client.post(NOTES, json={"text": "a" * 300 * 1024}, headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert answer.json()["detail"] == "A body has at most 256 KiB."
    assert shelf.notes == {}


async def test_a_chunked_body_without_a_length_is_counted(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.post(
        NOTES, content=chunks(300), headers={**ann, "Content-Type": "application/json"}
    )

    assert answer.status_code == 413
    assert "x-correlation-id" in answer.headers


async def test_an_endless_body_is_not_read_to_its_end(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.post(NOTES, content=chunks(10**9), headers=ann)

    assert answer.status_code == 413


class Reader:
    """An app that reads its whole body, and then waits for the next message."""

    def __init__(self) -> None:
        self.body = b""
        self.after: Message | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.body = (await receive())["body"]
        self.after = await receive()


async def known(scope: Scope) -> bool:
    return True


async def unknown(scope: Scope) -> bool:
    return False


async def sent(
    reader: Reader, *messages: Message, length: str = "", member: bool = True
) -> list[Message]:
    waiting, answered = list(messages), list[Message]()

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answered.append(message)

    headers = [(b"content-length", length.encode())] if length else []
    scope: Scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    await BodyLimitMiddleware(reader, known if member else unknown)(scope, receive, send)
    return answered


def part(body: bytes, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_the_largest_body_allowed_arrives_whole_and_then_the_end_of_the_connection() -> None:
    reader = Reader()

    await sent(
        reader, part(b"a" * (LARGEST_BODY - 1), more=True), part(b"b"), {"type": "http.disconnect"}
    )

    assert (len(reader.body), reader.body[-1:]) == (LARGEST_BODY, b"b")
    assert reader.after == {"type": "http.disconnect"}


@pytest.mark.parametrize("length", ["1", "", "-5", "9" * 30])
async def test_a_byte_more_is_refused_whatever_the_length_says(length: str) -> None:
    reader = Reader()

    answered = await sent(reader, part(b"a" * LARGEST_BODY, more=True), part(b"b"), length=length)

    assert (answered[0]["status"], reader.body) == (413, b"")


async def test_a_length_over_the_limit_is_refused_before_anything_is_read() -> None:
    assert (await sent(Reader(), length=str(LARGEST_BODY + 1)))[0]["status"] == 413


async def test_a_caller_who_goes_away_while_sending_is_forgotten() -> None:
    reader = Reader()

    assert await sent(reader, part(b"half", more=True), {"type": "http.disconnect"}) == []
    assert reader.body == b""


async def test_no_more_is_held_of_a_strangers_body_than_a_form_needs() -> None:
    reader = Reader()
    first, second = part(b"a" * STRANGERS_BODY, more=True), part(b"b", more=True)

    answered = await sent(reader, first, second, member=False)

    assert (answered[0]["status"], reader.body) == (401, b"")


async def test_a_strangers_form_is_taken() -> None:
    reader = Reader()

    await sent(reader, part(b"a" * STRANGERS_BODY), {"type": "http.disconnect"}, member=False)

    assert len(reader.body) == STRANGERS_BODY


async def test_a_large_body_needs_a_token_that_is_good(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    large = {"text": "a" * 100_000}

    assert (await client.post(NOTES, json=large)).status_code == 401
    assert (
        await client.post(NOTES, json=large, headers={"Authorization": "Bearer x"})
    ).status_code == 401
    assert (await client.post(NOTES, json=large, headers=ann)).status_code == 201
