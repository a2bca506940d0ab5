"""A stranger who holds connections, sends slowly or sends too much keeps nobody else out."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.listening import listening
from tests.support.sample_service import sample_app, sample_settings
from tests.webapi.served import slow_router
from webapi.app import make_app
from webapi.guarded_protocol import ConnectionLimits

QUICK = ConnectionLimits(head_s=0.3, body_s=0.4, head_bytes=4096, connections=5)
ALIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
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
        return await asyncio.wait_for(reader.read(), 5)
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
async def test_a_request_that_does_not_arrive_is_ended(port: int, parts: tuple[bytes, ...]) -> None:
    answer = await ask(port, *parts)

    assert status(answer) == b"HTTP/1.1 408 Request Timeout"
    assert b"application/problem+json" in answer


async def test_a_head_that_comes_byte_by_byte_has_no_longer(port: int) -> None:
    answer = await ask(port, *(bytes([byte]) for byte in ALIVE[:30]), pause_s=0.05)

    assert status(answer) in (b"HTTP/1.1 408 Request Timeout", b"")


@pytest.mark.parametrize("size", [5_000, 300_000, 3_000_000])
async def test_a_large_head_is_refused(port: int, size: int) -> None:
    head = b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * size

    answer = await ask(port, head + b"\r\n\r\n")

    assert status(answer) in (b"HTTP/1.1 431 Request Header Fields Too Large", b"")
    assert await is_alive(port)


async def test_a_connection_that_is_used_again_has_the_whole_time_again(port: int) -> None:
    answer = await ask(
        port,
        ALIVE,
        ALIVE,
        ALIVE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        pause_s=0.2,
    )

    assert answer.count(b"HTTP/1.1 200 OK") == 3


async def test_those_who_only_hold_connections_keep_nobody_out() -> None:
    patient = ConnectionLimits(head_s=30, connections=5)
    async with listening(sample_app(), patient) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        try:
            assert await is_alive(port)
            assert (
                status(await asyncio.wait_for(held[0][0].read(), 5))
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
