"""One id ties together all that a request sets off: answer, log lines, and every event that
follows, across Kafka."""

import re
from contextvars import ContextVar
from typing import Protocol
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from events.event import Meta

HEADER = "X-Correlation-Id"

_GIVEN = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_SCOPE_KEY = "tocsin.correlation_id"

_correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)
_traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)


class Actor(Protocol):
    """Whoever did something; `webapi.identity.Identity` is one."""

    @property
    def subject(self) -> str: ...

    @property
    def role(self) -> str: ...


def correlation_id() -> str:
    """Return the id of the request under way; outside of one, a new id each time."""
    return _correlation_id.get() or new_correlation_id()


def new_correlation_id() -> str:
    """Return an id that nothing else has."""
    return uuid4().hex


def correlation_of(scope: Scope) -> str | None:
    """Return the id that the middleware gave this request, also where its context is over."""
    given_id = scope.get(_SCOPE_KEY)
    return given_id if isinstance(given_id, str) else None


def meta_for(actor: Actor) -> Meta:
    """Return the meta of this request's events: its correlation id, its trace, and who asked in
    which role."""
    return Meta(
        correlation_id=correlation_id(),
        traceparent=_traceparent.get(),
        actor=actor.subject,
        role=actor.role,
    )


class CorrelationMiddleware:
    """Takes a well-formed `X-Correlation-Id`, or makes one, for logs, events and the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope[_SCOPE_KEY] = given = (
            _well_formed(_GIVEN, headers.get(HEADER)) or new_correlation_id()
        )
        tokens = (
            _correlation_id.set(given),
            _traceparent.set(_well_formed(_TRACEPARENT, headers.get("traceparent"))),
        )
        try:
            with bound_contextvars(correlation_id=given):
                await self._app(scope, receive, _echoing(send, given))
        finally:
            _correlation_id.reset(tokens[0])
            _traceparent.reset(tokens[1])


def _echoing(send: Send, given: str) -> Send:
    async def echo(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[HEADER] = given
        await send(message)

    return echo


def _well_formed(pattern: re.Pattern[str], value: str | None) -> str | None:
    return value if value is not None and pattern.fullmatch(value) else None
