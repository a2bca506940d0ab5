"""Gives the commonest mistakes in a request a code of their own, where it is the only one: `unknown-priority`, `empty-subject`, ..."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from webapi.invalid_input import invalid_request
from webapi.problems import Problem

ANY = "*"

CODES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("priority", "literal_error"): ("unknown-priority", "Unknown priority"),
    ("plan", "literal_error"): ("unknown-plan", "Unknown plan"),
    ("subject", "string_too_short"): ("empty-subject", "Empty subject"),
    ("text", "string_too_short"): ("empty-text", "Empty text"),
    (ANY, "timezone_aware"): ("time-without-zone", "Time without zone"),
}
"""(field, pydantic's error type) -> (code, title)."""


class OwnCodesRoute(APIRoute):
    """A route whose only mistake is said by its own code; several at once stay `invalid-request`, with a list."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with the mistakes named."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except RequestValidationError as error:
                raise _named(error.errors()) or error from error

        return handler


def _named(errors: Sequence[Mapping[str, Any]]) -> Problem | None:
    if len(errors) != 1:
        return None
    field, kind = str(errors[0]["loc"][-1]), str(errors[0]["type"])
    own = CODES.get((field, kind)) or CODES.get((ANY, kind))
    if own is None:
        return None
    plain = invalid_request(errors)
    return Problem(plain.status, *own, plain.detail, plain.errors)
