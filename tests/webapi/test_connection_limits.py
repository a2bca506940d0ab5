"""A stranger who holds connections, sends slowly or sends too much keeps nobody else out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.support.listening import listening
from tests.support.sample_service import sample_app, sample_settings
from tests.webapi.served import slow_router
from webapi.app import make_app
from webapi.body_limit import MOST_DROPPED
from webapi.guarded_protocol import ConnectionLimits
from webapi.tokens import Role, make_token

QUICK = ConnectionLimits(head_s=0.3, body_s=0.4, head_bytes=4096, connections=5)
PATIENT = ConnectionLimits(head_s=30, body_s=30, head_bytes=4096, connections=5)
"""For all that is not about time: on a busy machine what is quick is late, too."""
ALIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with listening(sample_app(), PATIENT) as number:
        yield number


@pytest.fixture
async def hasty_port() -> AsyncIterator[int]:
    async with listening(sample_app(), QUICK) as number:
        yield number


async def ask(port: int, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """Send the parts with a pause before each but the first; all that comes back until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for index, part in enumerate(parts):
            await asyncio.sleep(pause_s if index else 0)
            writer.write(part)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 30)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def status(answer: bytes) -> bytes:
    return answer.partition(b"\r\n")[0]


async def is_alive(port: int) -> bool:
    return b"alive" in await ask(port, ALIVE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))


@pytest.mark.parametrize(
    "parts",
    [
        (b"",),
        (b"\r\n",),
        (b"GET /health/live HTTP/1.1\r\nHost: x\r\n",),
        (b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", b"a"),
        (b"POST /v1/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",),
    ],
    ids=["nothing", "an empty line", "half a head", "half a body", "a chunk and no end"],
)
async def test_a_request_that_does_not_arrive_is_ended(
    hasty_port: int, parts: tuple[bytes, ...]
) -> None:
    answer = await ask(hasty_port, *parts)

    assert status(answer) == b"HTTP/1.1 408 Request Timeout"
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    "sent",
    [
        b"good evening\r\n\r\n",
        b"GET /health/\x01live HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\nabcde",
        b"POST /v1/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
    ids=["no request", "a target", "a name", "a length", "a chunk's length"],
)
async def test_what_is_no_http_is_refused_as_a_problem(port: int, sent: bytes) -> None:
    answer = await ask(port, sent)

    assert status(answer) == b"HTTP/1.1 400 Bad Request"
    assert b"application/problem+json" in answer
    assert b'"bad-request"' in answer
    assert answer.count(b"HTTP/1.1") == 1


async def test_a_head_that_comes_byte_by_byte_has_no_longer(hasty_port: int) -> None:
    answer = await ask(hasty_port, *(bytes([byte]) for byte in ALIVE[:30]), pause_s=0.05)

    assert status(answer) in (b"HTTP/1.1 408 Request Timeout", b"")


@pytest.mark.parametrize("size", [5_000, 300_000, 3_000_000])
async def test_a_large_head_is_refused(port: int, size: int) -> None:
    head = b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * size

    answer = await ask(port, head + b"\r\n\r\n")

    # Also where it is refused while most of it is still on its way.
    assert status(answer) == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert await is_alive(port)


@pytest.mark.parametrize(
    ("size", "role", "expected"),
    [
        (3_000_000, "contact", b"HTTP/1.1 413 Request Entity Too Large"),
        (3_000_000, None, b"HTTP/1.1 413 Request Entity Too Large"),
        (200_000, None, b"HTTP/1.1 401 Unauthorized"),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
async def test_whoever_is_still_sending_a_body_sees_that_it_is_refused(
    port: int, size: int, role: Role | None, expected: bytes, chunked: bool
) -> None:
    if chunked and role is None:
        # Counted as it comes, a stranger's is too large for a stranger long before.
        expected = b"HTTP/1.1 401 Unauthorized"
    token = role and make_token(sample_settings(), role, customer_id="acme", user_id="ann")
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % size
    head = [
        b"POST /v1/customers/acme/notes HTTP/1.1",
        b"Host: x",
        length,
        b"Authorization: Bearer %s" % (token or "").encode(),
    ]
    body = b"a" * size
    if chunked:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body)

    answer = await ask(port, b"\r\n".join([*head, b"", body]))

    assert status(answer) == expected
    assert b"connection: close" in answer.lower()


async def test_a_body_without_an_end_is_not_taken_for_ever(port: int) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0
    with suppress(ConnectionError):
        writer.write(b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        while sent < 100 * MOST_DROPPED:
            writer.write(b"a" * 65_536)
            await writer.drain()
            sent += 65_536
    writer.close()

    # What lies in buffers on the way comes to some more.
    assert sent < 10 * MOST_DROPPED


async def test_a_connection_that_is_used_again_has_the_whole_time_again() -> None:
    # The two pauses are longer than the limit, and each leaves a busy machine most of a second.
    limits = ConnectionLimits(head_s=1.5)
    async with listening(sample_app(), limits) as port:
        answer = await ask(
            port,
            ALIVE,
            ALIVE,
            ALIVE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
            pause_s=0.8,
        )

    assert answer.count(b"HTTP/1.1 200 OK") == 3


async def test_those_who_only_hold_connections_keep_nobody_out() -> None:
    patient = ConnectionLimits(head_s=30, connections=5)
    async with listening(sample_app(), patient) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        try:
            assert await is_alive(port)
            assert (
                status(await asyncio.wait_for(held[0][0].read(), 50))
                == b"HTTP/1.1 503 Service Unavailable"
            )
        finally:
            for _, writer in held:
                writer.close()


async def test_a_slow_answer_is_not_cut_by_the_limits_of_requests() -> None:
    app = make_app("Slow", "1", sample_settings(), [slow_router()], {}, {})
    async with listening(app, QUICK) as port:
        answer = await ask(
            port, b"GET /slow?ms=900 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )

    assert b"at last" in answer
