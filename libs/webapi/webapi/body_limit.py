"""Holds at most 256 KiB of a request's body, whatever its headers say; 16 KiB of a stranger's.

FastAPI's `max_body_size` does not do this. It has one limit for everybody, and counts what a route
reads: a route that takes no body carries out its command first, and only then is its answer
replaced by 413.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapi.problems import Problem, problem_response

LARGEST_BODY = 256 * 1024
"""In bytes."""
STRANGERS_BODY = 16 * 1024
"""In bytes: what is held before it is known who sends it. Forms behind signed links are smaller."""
MOST_DROPPED = 4 * 1024 * 1024
DROPPED_FOR_S = 5.0
"""How much of a refused body is taken and dropped, and for how long."""

Proves: TypeAlias = Callable[[Scope], Awaitable[bool]]
"""Returns whether a request shows a token that can be believed. May raise a Problem to answer."""

_NUL = "\x00"


class TooLarge(Exception):
    """The body is over the limit."""


class Stranger(Exception):
    """The body is over what is held for somebody unknown."""


@dataclass(slots=True)
class _Incoming:
    """The body of a request on its way; `ended`: all of it is here."""

    receive: Receive
    ended: bool = False

    async def part(self) -> bytes:
        """Return the next part. Raises ClientDisconnect."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self.ended = not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body

    async def drop(self) -> None:
        """Take what is still coming, and hold nothing of it."""
        left = MOST_DROPPED
        with suppress(ClientDisconnect, TimeoutError):
            async with asyncio.timeout(DROPPED_FOR_S):
                while not self.ended and left > 0:
                    left -= len(await self.part())


class BodyLimitMiddleware:
    """Answers 413 `body-too-large` as soon as a body is known to be over the limit.

    By its Content-Length, or by counting its chunks. A stranger whose body is over a stranger's
    limit gets 401. `proves` is asked for large bodies only: the route asks everybody once more.
    """

    def __init__(self, app: ASGIApp, proves: Proves, limit: int = LARGEST_BODY) -> None:
        self._app, self._proves, self._limit = app, proves, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        incoming = _Incoming(receive)
        try:
            body = await self._read(scope, incoming)
        except ClientDisconnect:
            return
        except TooLarge:
            await _answer_early(self._too_large(), incoming, scope, send)
        except Stranger:
            await _answer_early(_who_are_you(), incoming, scope, send)
        except Problem as problem:
            await _answer_early(problem, incoming, scope, send)
        else:
            await self._app(scope, _replaying(body, receive), send)

    async def _read(self, scope: Scope, incoming: _Incoming) -> bytes:
        # By its header first: of a body that says that it is too large nothing is held at all.
        known = await self._judge(scope, _declared(scope), known=False)
        body = bytearray()
        while not incoming.ended:
            body += await incoming.part()
            # A header may lie, or be missing, so count as well.
            known = await self._judge(scope, len(body), known=known)
        return bytes(body)

    async def _judge(self, scope: Scope, size: int, *, known: bool) -> bool:
        """Return whether the sender is known by now. Raises TooLarge, Stranger."""
        if size > self._limit:
            raise TooLarge
        if known or size <= STRANGERS_BODY:
            return known
        if not await self._proves(scope):
            raise Stranger
        return True

    def _too_large(self) -> Problem:
        detail = f"A body has at most {self._limit // 1024} KiB."
        return Problem(413, "body-too-large", "Body too large", detail)


class PlainTextMiddleware:
    """Answers 400 `bad-characters` to a path or query with a NUL in it, which no store can hold."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (_NUL in scope["path"] or b"%00" in scope["query_string"]):
            problem = Problem(
                400, "bad-characters", "Bad characters", "An address has no NUL characters."
            )
            await problem_response(problem)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _who_are_you() -> Problem:
    detail = f"A body over {STRANGERS_BODY // 1024} KiB needs a bearer token that is valid."
    headers = {"WWW-Authenticate": "Bearer"}
    return Problem(401, "unauthorized", "Who are you?", detail, headers=headers)


async def _answer_early(problem: Problem, incoming: _Incoming, scope: Scope, send: Send) -> None:
    """Answer while the body is still coming, and drop some more of it before the connection ends.

    A connection that is closed with bytes in it that nobody took is reset, and a client that is
    still sending then never sees the answer.
    """

    async def send_all_but_the_end(message: Message) -> None:
        is_body = message["type"] == "http.response.body"
        await send({**message, "more_body": True} if is_body else message)

    problem.headers["Connection"] = "close"
    await problem_response(problem)(scope, incoming.receive, send_all_but_the_end)
    await incoming.drop()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _replaying(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
