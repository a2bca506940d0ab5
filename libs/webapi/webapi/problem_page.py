"""A person who opens a page in a browser reads of a problem in words; programs and data routes get
problem+json."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from webapi.page_safety import csp_nonce
from webapi.problems import Problem
from webapi.templates import render


def wants_page(request: Request) -> bool:
    """Return whether a browser asks for a route that answers with a page."""
    route = request.scope.get("route")
    is_page = isinstance(route, APIRoute) and _gives_html(route)
    return is_page and "text/html" in request.headers.get("accept", "")


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """Return the same status and headers, in words."""
    hint = (
        "Open the link that was printed for you, or ask for a new one."
        if problem.status == 401
        else ""
    )
    page = render("problem.html.jinja", problem=problem, hint=hint, nonce=csp_nonce(request))
    return HTMLResponse(page, problem.status, dict(problem.headers))


def _gives_html(route: APIRoute) -> bool:
    kind = route.response_class
    return isinstance(kind, type) and issubclass(kind, HTMLResponse)
