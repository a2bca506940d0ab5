"""A receiver of webhooks on a real socket of this machine, which answers as a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

HANG = b""
"""Instead of an answer: say nothing for as long as the line is open."""


@dataclass(frozen=True)
class Received:
    """A request, as it came."""

    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        """What it says, by the standard's own library; raises WebhookVerificationError."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class HookReceiver:
    """Answers each request with the next of its answers, and with the last of them from then on."""

    answers: list[bytes]
    port: int = 0
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def types(self) -> list[str]:
        """Return what kinds of case events came, without what all of them begin and end with."""
        bodies = [one.body.decode().partition('"type":"')[2] for one in self.received]
        return [body.partition('"')[0].removeprefix("intake.case.") for body in bodies]

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, which carries one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        pairs = [line.partition(": ") for line in head.splitlines()[1:] if line]
        headers = {name.lower(): value for name, _, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.received.append(Received(headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == HANG:
            await reader.read()
        writer.write(answer)
        writer.close()


def answering(status: str, *headers: str) -> bytes:
    """Return an answer without a body."""
    lines = [f"HTTP/1.1 {status}", "Content-Length: 0", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


OK = answering("200 OK")
BROKEN = answering("500 Internal Server Error")


@asynccontextmanager
async def hook_receiver(*answers: bytes) -> AsyncIterator[HookReceiver]:
    """Yield a receiver that listens until the end; without answers it takes everything."""
    made, lines = HookReceiver(list(answers) or [OK]), set[asyncio.Task[None]]()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.add(asyncio.ensure_future(made.take(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
