"""Says of what was made where it is: `Location` on every 201 (RFC 9110)."""

from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class LocationMiddleware:
    """Adds `Location` to a 201 that has none: the address that the request was sent to.

    That is the list in which the new thing stands. A route whose new thing has an address of its
    own gives that one (`Target.location`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_location(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 201:
                MutableHeaders(scope=message).setdefault("Location", quote(scope["path"]))
            await send(message)

        await self._app(scope, receive, with_location if scope["type"] == "http" else send)
