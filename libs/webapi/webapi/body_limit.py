"""No request makes us hold more than 256 KiB of it, whatever its headers say."""

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapi.problems import Problem, problem_response

LARGEST_BODY = 256 * 1024
"""In bytes."""

_NUL = "\x00"


class BodyLimitMiddleware:
    """Answers 413 `body-too-large` as soon as a body is known to be over the limit, by its Content-Length or by counting its chunks."""

    def __init__(self, app: ASGIApp, limit: int = LARGEST_BODY) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = None if _declared(scope) > self._limit else await self._read(receive)
        except ClientDisconnect:
            return
        if body is None:
            await problem_response(self._too_large())(scope, receive, send)
        else:
            await self._app(scope, _replaying(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        body = bytearray()
        while len(body) <= self._limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            if not message.get("more_body", False):
                return bytes(body) if len(body) <= self._limit else None
        return None

    def _too_large(self) -> Problem:
        detail = f"A body has at most {self._limit // 1024} KiB."
        return Problem(413, "body-too-large", "Body too large", detail, headers={"Connection": "close"})


class PlainTextMiddleware:
    """Answers 400 `bad-characters` to a path or query with a NUL in it, which no store can hold."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (_NUL in scope["path"] or b"%00" in scope["query_string"]):
            problem = Problem(400, "bad-characters", "Bad characters", "An address has no NUL characters.")
            await problem_response(problem)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


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
