"""Says what is wrong with an address or a method that no route has."""

from collections.abc import Iterator

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts

from webapi.invalid_input import printable
from webapi.problems import Problem

_SHOWN = 200
"""Characters of a path that are repeated."""


def unknown_address(request: Request) -> Problem:
    """Return 404 for a path that no route has; it says so if only the slash at the end is wrong."""
    path = request.url.path
    shown = printable(path, _SHOWN)
    detail = f"There is no address {shown} here; `/docs` lists those that there are."
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if any(True for _ in _methods_at(request.app, other)):
        detail = f"There is no address {shown} here. Without the slash at the end there is."
        if not path.endswith("/"):
            detail = f"There is no address {shown} here. With a slash at the end there is."
    return Problem(404, "not-found", "Not Found", detail)


def wrong_method(request: Request) -> Problem:
    """Return 405 with all methods that the path has, in `Allow` and in words.

    The framework names those of the first route at the path only.
    """
    methods = set(_methods_at(request.app, request.url.path))
    if "GET" in methods:
        methods.add("HEAD")
    allowed = ", ".join(sorted(methods))
    detail = f"{printable(request.url.path, _SHOWN)} takes {allowed}."
    headers = {"Allow": allowed}
    return Problem(405, "method-not-allowed", "Method Not Allowed", detail, headers=headers)


def _methods_at(app: FastAPI, path: str) -> Iterator[str]:
    for context in iter_route_contexts(app.routes):
        if context.methods and context.path_regex.match(path):
            yield from context.methods
