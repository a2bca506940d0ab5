"""Answers HEAD as GET would be answered, without the body (RFC 9110)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGetMiddleware:
    """Lets every route that answers GET answer HEAD, with the same status and headers.

    What is logged and counted outside of it is still a HEAD.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            # The length in the headers stays: it is that of the body that GET would have.
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # In the same scope, not in a copy: the access log reads the route from it afterwards.
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, without_body)
        finally:
            scope["method"] = "HEAD"
