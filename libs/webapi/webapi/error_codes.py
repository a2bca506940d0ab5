"""Answers a request whose single mistake is a common one with a code of its own, such as
`unknown-priority`."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from webapi.invalid_input import invalid_request
from webapi.problems import FieldProblem, Problem

ANY = "*"

CODES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("priority", "literal_error"): ("unknown-priority", "Unknown priority"),
    ("plan", "literal_error"): ("unknown-plan", "Unknown plan"),
    ("subject", "string_too_short"): ("empty-subject", "Empty subject"),
    ("text", "string_too_short"): ("empty-text", "Empty text"),
    (ANY, "timezone_aware"): ("time-without-zone", "Time without zone"),
}
"""(field, pydantic's error type) -> (code, title)."""


class ErrorCodesRoute(APIRoute):
    """A route that names a single mistake by its code; several at once stay `invalid-request`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler, wrapped so that it names the mistake."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except RequestValidationError as error:
                raise problem_with_code(error.errors()) or error from error

        return handler


def problem_with_code(errors: Sequence[Mapping[str, Any]]) -> Problem | None:
    """Return the problem of a single mistake that has a code; None for any other."""
    if len(errors) != 1:
        return None
    field, kind = str(errors[0]["loc"][-1]), str(errors[0]["type"])
    code_and_title = CODES.get((field, kind)) or CODES.get((ANY, kind))
    if code_and_title is None:
        return None
    plain = invalid_request(errors)
    return FieldProblem(*code_and_title, plain.detail, plain.errors)
