"""One line and two metrics for each request, without anything that could be secret in an
address."""

import structlog
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events.clock import Clock
from webapi.declared_path import declared_path
from webapi.identity import is_open
from webapi.metrics import Metrics

_log = structlog.get_logger("webapi.access")

_UNKNOWN = "(none)"
# Any word can be sent as a method, and each value of a label is a time series.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SILENT = frozenset({"/health/live", "/health/ready", "/metrics"})


class AccessLogMiddleware:
    """Logs each request with method, path, status and milliseconds.

    The query is left out, and so is the path of an open route (signed links).
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, clock: Clock) -> None:
        self._app, self._metrics, self._clock = app, metrics, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # What the client gets if the app raises before it has begun its answer.
        status, started = 500, self._clock.monotonic()

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._tell(scope, status, self._clock.monotonic() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        template, method = (
            _template(scope),
            scope["method"] if scope["method"] in _METHODS else "other",
        )
        self._metrics.count(
            "tocsin_http_requests_total", method=method, route=template, status=str(status)
        )
        self._metrics.observe("tocsin_http_request_seconds", seconds, method=method, route=template)
        say = _log.debug if template in _SILENT and status < 400 else _log.info
        say("request", method=method, path=_path(scope), status=status, ms=round(seconds * 1000, 2))


def _template(scope: Scope) -> str:
    """Return the route as it was declared, so that a metric's label has few values."""
    return declared_path(scope) or _UNKNOWN


def _path(scope: Scope) -> str:
    route = scope.get("route")
    hide = isinstance(route, APIRoute) and is_open(route)
    return _template(scope) if hide else str(scope["path"])[:300]
