"""What a browser is told about every answer: load nothing from elsewhere, guess no types, keep no
copy, tell nobody where you were."""

from secrets import token_urlsafe

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCOPE_KEY = "tocsin.csp_nonce"

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def csp_nonce(request: Request) -> str:
    """Return the nonce of this answer, for a template's `<style nonce=...>` and `<script ...>`."""
    nonce = request.scope.setdefault(_SCOPE_KEY, token_urlsafe(16))
    assert isinstance(nonce, str), "only this module sets it"
    return nonce


class PageSafetyMiddleware:
    """Adds the headers, each unless the answer has its own; the content policy to HTML only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), scope.get(_SCOPE_KEY))
            await send(message)

        await self._app(scope, receive, add if scope["type"] == "http" else send)


def content_policy(nonce: str | None) -> str:
    """Return the policy: only our own content, inline style and script by nonce, no frames."""
    inline = f" 'nonce-{nonce}'" if nonce else ""
    rules = [
        "default-src 'self'",
        f"style-src 'self'{inline}",
        f"script-src 'self'{inline}",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    return "; ".join(rules)


def _add_headers(headers: MutableHeaders, nonce: str | None) -> None:
    for name, value in EVERYWHERE.items():
        headers.setdefault(name, value)
    # JSON is not rendered, so a policy would only make each answer longer.
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("Content-Security-Policy", content_policy(nonce))
