"""The OpenAPI document: what FastAPI writes, with problems as they are really sent and open routes
marked as open."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import JsonValue

from webapi.document_examples import add_examples
from webapi.identity import is_open
from webapi.problems import MEDIA_TYPE, FieldError, ProblemBody

Document = dict[str, JsonValue]

SCHEME = "HTTPBearer"

_HTML = "text/html"
_REF = "#/components/schemas/"
_LOCATION: Document = {
    "Location": {
        "description": "The path under which what was made is read.",
        "required": True,
        "schema": {"type": "string"},
    }
}
_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def operation_id(route: APIRoute) -> str:
    """Return a client's method name: the endpoint function's."""
    return route.name


def write_document(app: FastAPI) -> Document:
    """Return the document, made once an app."""
    if not app.openapi_schema:
        app.openapi_schema = _with_problems(
            get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
        )
        _mark_security(app, app.openapi_schema)
        for _, _, operation in operations(app.openapi_schema):
            add_examples(operation, app.state.examples)
    return app.openapi_schema


def text_answer(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return a route's `responses` for an answer that is text of one of these types, not JSON."""
    return {200: {"content": {one: {"schema": {"type": "string"}} for one in media_types}}}


def operations(
    document: Mapping[str, JsonValue],
) -> Iterator[tuple[str, str, dict[str, JsonValue]]]:
    """Yield path, method and operation, in the document's order."""
    for path, methods in _members(document.get("paths")).items():
        for method, operation in _members(methods).items():
            if method in _METHODS:
                yield path, method, _members(operation)


def _with_problems(document: Document) -> Document:
    schemas = _members(_members(document.setdefault("components", {})).setdefault("schemas", {}))
    # Described a second time where a route names its problems by `model`.
    for name in ("HTTPValidationError", "ValidationError", "ProblemBody"):
        schemas.pop(name, None)
    schemas["FieldError"] = FieldError.model_json_schema()
    problem = ProblemBody.model_json_schema(ref_template=_REF + "{model}")
    problem.pop("$defs", None)
    schemas["Problem"] = problem
    for _, _, operation in operations(document):
        answers = _members(operation.setdefault("responses", {}))
        is_page = any(_HTML in _members(_members(it).get("content")) for it in answers.values())
        # FastAPI describes its own body for this one, and nobody is sent it.
        answers.pop("422", None)
        if "201" in answers:
            _members(answers["201"]).setdefault("headers", _LOCATION)
        for status, answer in answers.items():
            if status >= "4":
                # FastAPI takes it for plain JSON, whatever a route says of it.
                answers[status] = _problem(
                    str(_members(answer).get("description")), is_page=is_page
                )
        for status, description in _refusals(operation):
            answers.setdefault(status, _problem(description, is_page=is_page))
        answers["default"] = _problem("A problem", is_page=is_page)
    return document


def _refusals(operation: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    """Yield the problems that an operation has by what it takes: a body, or a version."""
    if "requestBody" in operation:
        yield "413", "The body is too large"
        yield "415", "The body is of another media type than JSON"
    parameters = operation.get("parameters")
    names = [_members(it).get("name") for it in parameters] if isinstance(parameters, list) else []
    if any(isinstance(name, str) and name.lower() == "if-match" for name in names):
        yield "412", "It changed since the version in `If-Match`"


def _problem(description: str, *, is_page: bool) -> Document:
    content: Document = {MEDIA_TYPE: {"schema": {"$ref": _REF + "Problem"}}}
    if is_page:
        # A browser that asks for a page gets its problems as pages.
        content[_HTML] = {"schema": {"type": "string"}}
    return {"description": description, "content": content}


def _mark_security(app: FastAPI, document: Document) -> None:
    """Mark every operation that is not open as needing a bearer token."""
    _members(document["components"]).setdefault(
        "securitySchemes", {SCHEME: {"type": "http", "scheme": "bearer"}}
    )
    open_routes = set(_open_routes(app))
    for path, method, operation in operations(document):
        operation["security"] = [] if (path, method) in open_routes else [{SCHEME: []}]


def _open_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and is_open(context.original_route):
            yield from (
                (context.path_format or "", method.lower()) for method in context.methods or ()
            )


def _members(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
