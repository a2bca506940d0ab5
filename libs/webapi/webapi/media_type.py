"""A body is read only as what it says it is."""

from email.message import Message

from fastapi import Request
from fastapi.params import Form
from fastapi.routing import APIRoute

from webapi.problems import Problem


async def refuse_other_media(request: Request) -> None:
    """Answer 415 `unsupported-media-type` if a route takes JSON and the body is of another type.

    The app's own dependency on every route.
    """
    route = request.scope.get("route")
    if (
        not isinstance(route, APIRoute)
        or route.body_field is None
        or isinstance(route.body_field.field_info, Form)
    ):
        return
    if await request.body() and not is_json(request.headers.get("content-type")):
        raise Problem(
            415,
            "unsupported-media-type",
            "Unsupported media type",
            "Send JSON, with Content-Type: application/json.",
        )


def is_json(content_type: str | None) -> bool:
    """Return whether a Content-Type says JSON, as `application/json` or `application/...+json`."""
    message = Message()
    message["content-type"] = content_type or "text/plain"
    main, _, kind = message.get_content_type().partition("/")
    return main == "application" and (kind == "json" or kind.endswith("+json"))
