"""Receivers of webhooks that behave badly, on real sockets of this machine: they hang, drip, or
never stop answering."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache

Answer = Callable[["Receiver", asyncio.StreamWriter], Awaitable[None]]
_MEGABYTE = b"\0" * 1024 * 1024
_FLOOD_MEGABYTES, _BOMB_MEGABYTES = 256, 223
_GZIP = 16 + zlib.MAX_WBITS


@dataclass
class Receiver:
    """Reads each request, then answers in its own way; counts what came and what it could say."""

    answer: Answer
    port: int = 0
    requests: int = 0
    bodies: list[dict[str, object]] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    sent_bytes: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def got(self, requests: int) -> None:
        """Wait until so many requests came in all."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.requests >= requests)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection: requests one after the other, until the other side leaves."""
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        try:
            while True:
                await self._request(reader)
                await self.answer(self, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def say(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        """Write, and count it once it is under way."""
        writer.write(data)
        await writer.drain()
        self.sent_bytes += len(data)

    async def _request(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        self.bodies.append(json.loads(await reader.readexactly(length)))
        async with self.changed:
            self.requests += 1
            self.changed.notify_all()


async def takes_it(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Answer 200 at once."""
    await receiver.say(writer, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")


async def is_slow(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Answer 200 after a second."""
    await asyncio.sleep(1)
    await takes_it(receiver, writer)


async def hangs(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    del receiver, writer
    await asyncio.Event().wait()


async def drips(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Answer 200, then send a byte a second of the thousand that were announced."""
    await receiver.say(writer, b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    for _ in range(1000):
        await receiver.say(writer, b" ")
        await asyncio.sleep(1)


async def drips_its_head(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Send a head that never ends, a byte a second: no read of a byte takes long."""
    await receiver.say(writer, b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        await receiver.say(writer, b"y")
        await asyncio.sleep(1)


async def floods(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Answer 200 with 256 MB."""
    length = _FLOOD_MEGABYTES * len(_MEGABYTE)
    await receiver.say(writer, b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % length)
    for _ in range(_FLOOD_MEGABYTES):
        await receiver.say(writer, _MEGABYTE)


async def bombs(receiver: Receiver, writer: asyncio.StreamWriter) -> None:
    """Answer 200 with some two hundred kilobytes that unpack to 223 MB."""
    packed = bomb()
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed)
    await receiver.say(writer, head + packed)


@cache
def bomb() -> bytes:
    """Make the bomb a megabyte at a time: whoever measures memory must not see ours."""
    packer = zlib.compressobj(wbits=_GZIP)
    return b"".join([*(packer.compress(_MEGABYTE) for _ in range(_BOMB_MEGABYTES)), packer.flush()])


@asynccontextmanager
async def receiver(answer: Answer) -> AsyncIterator[Receiver]:
    """Yield a receiver that listens until the end."""
    made, connections = Receiver(answer), set[asyncio.Task[None]]()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.ensure_future(made.take(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
