"""Limits what a connection may hold before anything is known of who is there: time, bytes, number.

uvicorn has no limits of its own for a request that is still on its way. A proxy in front of a
service has them; whoever runs without one, or is behind it, is protected by these.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from webapi.problems import MEDIA_TYPE, plain_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """Limits of connections.

    How long a request's head and body may take (seconds), how large its head may be (bytes), and
    how many connections there may be at once. Of a request that was refused on its way so much is
    taken and dropped before the connection ends, and for so long.
    """

    head_s: float = 10.0
    body_s: float = 30.0
    head_bytes: int = 32 * 1024
    connections: int = 1000
    dropped_s: float = 2.0
    dropped_bytes: int = 4 * 1024 * 1024


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with limits: 408 for a slow request, 431 for a large head, and 400 for
    what is no HTTP, each as a problem.

    Where there are too many connections, the one that has sat longest without a whole request is
    closed, so that a crowd that only holds connections open keeps nobody out.
    """

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()

    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _reading_head = True
    _since = 0.0
    _to_drop: int | None = None

    # uvicorn narrows the type of the transport, too.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection; make room for it where there is none."""
        super().connection_made(transport)
        self._await_head()
        # After `super`, which has counted this connection among them.
        if len(self.connections) > self.limits.connections:
            self._close_the_longest_wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head, and refuse what is too much of it."""
        if self._to_drop is not None:
            self._drop(data)
            return
        # The first bytes of the next request on a kept connection. Between two requests uvicorn's
        # own limit holds.
        if self._timer is None and self._is_idle():
            self._await_head()
        if self._reading_head:
            self._head_bytes += len(data)
        super().data_received(data)
        # After the parser, which may have met the head's end in these bytes.
        if self._reading_head and self._head_bytes > self.limits.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's signature
        """Refuse bytes that are no request, which no route and no error handler ever sees."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._reading_head = True

    def on_headers_complete(self) -> None:
        """Go on with the request, unless its head was too large although it came in one piece."""
        if self._is_over():
            return
        self._reading_head, self._head_bytes = False, 0
        if self._size_of_head() > self.limits.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        self._start_timer(self.limits.body_s)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, unless the request was refused at its head."""
        if not self._is_over():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is complete: from now on the service itself may take its time."""
        if self._is_over():
            return
        # The client may send its next request without waiting: its head is counted from here.
        self._stop_timer()
        self._reading_head, self._head_bytes = True, 0
        super().on_message_complete()

    def _await_head(self) -> None:
        self._since = self.loop.time()
        self._reading_head, self._head_bytes = True, 0
        self._start_timer(self.limits.head_s)

    def _is_idle(self) -> bool:
        cycle = self._cycle()
        return cycle is None or cycle.response_complete

    def _cycle(self) -> RequestResponseCycle | None:
        return cast("RequestResponseCycle | None", self.cycle)  # None before the first request

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _start_timer(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close_the_longest_wait(self) -> None:
        waiting = list(self._waiting())
        if waiting:
            min(waiting, key=lambda other: other._since)._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def _waiting(self) -> Iterator["GuardedProtocol"]:
        for other in self.connections:
            if isinstance(other, GuardedProtocol) and other._is_waiting():
                yield other

    def _is_waiting(self) -> bool:
        return self._is_idle() and not self._is_over()

    def _is_over(self) -> bool:
        return self._to_drop is not None or self.transport.is_closing()

    def _refuse(self, status: HTTPStatus) -> None:
        """Say why, where nothing else is being said, and close."""
        if self._is_over():
            return
        self._stop_timer()
        cycle = self._cycle()
        # In the middle of an answer, another one would be taken for a part of it.
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self.transport.close()
            return
        self.transport.write(_answer(status))
        # Room is made for others at once; whoever is closed for that was sending nothing.
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.transport.close()
        else:
            self._linger()

    def _linger(self) -> None:
        """Say that nothing more comes, and drop what the client is still sending for a moment.

        A connection that is closed with bytes in it that nobody took is reset, and a client that is
        still sending then never sees the answer.
        """
        self._to_drop = self.limits.dropped_bytes
        self._timer = self.loop.call_later(self.limits.dropped_s, self.transport.close)
        self.transport.write_eof()
        self.flow.resume_reading()

    def _drop(self, data: bytes) -> None:
        self._to_drop = (self._to_drop or 0) - len(data)
        if self._to_drop <= 0:
            self.transport.close()


def limited(limits: ConnectionLimits) -> type[GuardedProtocol]:
    """Return the protocol with these limits, in the form in which uvicorn takes one."""
    # uvicorn makes the instances itself, so the limits hang on the class.
    return type("LimitedProtocol", (GuardedProtocol,), {"limits": limits})


def _answer(status: HTTPStatus) -> bytes:
    body = json.dumps(plain_problem(status).body()).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
