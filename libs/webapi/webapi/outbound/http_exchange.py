"""Sends one HTTP/1.1 request over a line of its own, and reads the beginning of the answer (h11).

An ordinary HTTP client does what the other side wants: it unpacks, reads on, keeps the connection.
Here the other side decides nothing: only the status, the headers and the first kilobytes of the
body are read, as they came.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

import h11
import httpx
import msgspec

from webapi.outbound.dial import READ_AHEAD, Line

MOST_READ = 16 * 1024
BODY_WITHIN_S = 1.0


class AnswerLost(Exception):
    """The line broke, or the answer is no HTTP: nobody knows whether the request was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What to post: JSON as it goes over the line, and headers beside the usual ones."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def json_request(
    body: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> HttpRequest:
    """Return the request that posts this body."""
    return HttpRequest(content=msgspec.json.encode(body), headers=headers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What came back, but for its body; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]


class HttpExchange:
    """One request, then one answer. The caller drops the line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_READ)

    async def post(self, url: httpx.URL, request: HttpRequest) -> HttpAnswer:
        """Send the request and read the head of its answer. Raises AnswerLost.

        The caller sets the deadline.
        """
        head = h11.Request(method="POST", target=url.raw_path, headers=_headers(url, request))
        try:
            for part in (head, h11.Data(request.content), h11.EndOfMessage()):
                self._line.writer.write(self._protocol.send(part) or b"")
            await self._line.writer.drain()
            return await self._head()
        except (OSError, h11.RemoteProtocolError) as error:
            raise AnswerLost(type(error).__name__) from error

    async def beginning_of_body(self) -> bytes:
        """Return some kilobytes as they were sent, perhaps packed.

        The status has already said what counts, so a slow or broken body is simply cut off.
        """
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                while len(body) < MOST_READ and isinstance(event := await self._next(), h11.Data):
                    body += event.data
        # The TimeoutError of a slow body is an OSError, too.
        except (OSError, h11.RemoteProtocolError):
            pass
        return bytes(body[:MOST_READ])

    async def _head(self) -> HttpAnswer:
        while isinstance(event := await self._next(), h11.InformationalResponse):
            continue
        if not isinstance(event, h11.Response):
            raise AnswerLost("no answer")
        headers = {name.decode(): value.decode("latin-1") for name, value in event.headers}
        return HttpAnswer(status=event.status_code, headers=headers)

    async def _next(self) -> object:
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._protocol.receive_data(await self._line.reader.read(READ_AHEAD))
        return event


def _headers(url: httpx.URL, request: HttpRequest) -> list[tuple[bytes, bytes]]:
    usual = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": "tocsin",
        "Accept": "application/json",
        # Nothing is unpacked here, so that a small answer cannot become a huge one.
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        "Content-Length": str(len(request.content)),
        "Connection": "close",
        **_credentials(url),
        **request.headers,
    }
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in usual.items()]


def _credentials(url: httpx.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    plain = ":".join(unquote(part) for part in url.userinfo.decode("ascii").split(":", 1))
    return {"Authorization": f"Basic {b64encode(plain.encode()).decode()}"}
