"""Whatever goes wrong in a request leaves as a problem: a domain's error, bad input, an unknown
path, or a bug of ours."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from events.errors import WrongExpectedVersion
from webapi.correlation import HEADER, correlation_of
from webapi.identity import SignedIn, refuse_strangers, signed_in_response
from webapi.invalid_input import broken_json, invalid_request
from webapi.page_safety import EVERYWHERE
from webapi.problem_page import problem_page, wants_page
from webapi.problems import (
    BACKBONE,
    Problem,
    ProblemTable,
    has_precondition,
    plain_problem,
    problem_for,
    problem_response,
    stale_version,
)
from webapi.unknown_address import unknown_address, wrong_method

_log = structlog.get_logger(__name__)

_UNREADABLE = "There was an error parsing the body"

Handler = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI, problems: ProblemTable) -> None:
    """Answer the errors of the table, the backbone's, and the framework's as problems.

    The service's table wins.
    """
    # The service's rows come last, so they win.
    table = {**BACKBONE, **problems}
    kinds: list[type[Exception]] = [Problem, *table]
    for kind in kinds:
        app.add_exception_handler(kind, _by_table(table))
    app.add_exception_handler(SignedIn, _signed_in)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework_error)
    app.add_exception_handler(Exception, _our_bug)


def _by_table(table: ProblemTable) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        # The same error is 412 to a caller that named the version it saw, and 409 to one that lost
        # a race.
        if isinstance(error, WrongExpectedVersion) and has_precondition(request):
            return problem_response(stale_version(error.actual))
        problem = problem_for(error, table)
        assert problem is not None, "only the table's classes come here"
        if problem.status >= 500:
            _log.warning("request-not-possible", code=problem.code, error=type(error).__name__)
        return problem_page(request, problem) if wants_page(request) else problem_response(problem)

    return answer


async def _signed_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignedIn), "registered for it"
    return signed_in_response(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for it"
    return await _unless_stranger(request, invalid_request(error.errors()))


async def _framework_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for it"
    if error.status_code == 400 and error.detail == _UNREADABLE:
        return await _unless_stranger(request, broken_json())
    # Only the framework raises these two: a route that does not know a thing says so itself.
    if error.status_code == 404:
        return problem_response(unknown_address(request))
    if error.status_code == 405:
        return problem_response(wrong_method(request))
    return problem_response(plain_problem(error.status_code, error.headers))


async def _unless_stranger(request: Request, problem: Problem) -> Response:
    """Answer with the problem, but tell a stranger only to sign in.

    Broken JSON is met before the identity is asked for.
    """
    try:
        await refuse_strangers(request)
    except Problem as refused:
        return problem_response(refused)
    return problem_response(problem)


async def _our_bug(request: Request, error: Exception) -> Response:
    given = correlation_of(request.scope)
    _log.error(
        "request-failed",
        method=request.method,
        path=request.url.path,
        correlation_id=given,
        exc_info=error,
    )
    detail = "Something is wrong on our side. Say the correlation id when you report it."
    # The server closes the connection after an error that nobody expected: the client must know,
    # or its next request on this connection fails.
    headers: Mapping[str, str] = {"Connection": "close", **({HEADER: given} if given else {})}
    problem = Problem(
        500,
        "internal-error",
        "Internal error",
        detail,
        more={"correlation_id": given},
        headers=headers,
    )
    return _safe(problem_response(problem))


def _safe(response: JSONResponse) -> JSONResponse:
    """Add the middlewares' headers to an answer that is made outside them."""
    response.headers.update(EVERYWHERE)
    return response
