"""Refuses query parameters that a route does not have: a filter that is ignored shows
everything."""

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from webapi.identity import identify, is_for_members, takes_printed_links
from webapi.invalid_input import printable
from webapi.problems import FieldError, Problem

_SHOWN = 10


async def refuse_unknown_parameters(request: Request) -> None:
    """Raise 422 `unknown-parameter` where the query string has a name that the route does not.

    Open routes take what mail scanners and probes add to their addresses.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute) or not is_for_members(route):
        return
    if takes_printed_links(route):
        if "token" in request.query_params:
            return  # answered with a redirect to the address without it, which comes here again
        await identify(request)  # a page asks by itself, and only after this: strangers first
    known = set(_names(route.dependant))
    if unknown := [name for name in request.query_params if name not in known]:
        raise _unknown(unknown, known)


def _names(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (field.alias or name for name, field in model.model_fields.items())
        else:
            yield parameter.alias
    for inner in dependant.dependencies:
        yield from _names(inner)


def _unknown(unknown: list[str], known: set[str]) -> Problem:
    errors = [
        FieldError(
            field=printable(name),
            place="query",
            code="unknown-parameter",
            message="is not known here",
        )
        for name in unknown[:_SHOWN]
    ]
    offer = f"Known: {', '.join(sorted(known))}." if known else "This address takes none."
    detail = f"There is no parameter {', '.join(error.field for error in errors)} here. {offer}"
    return Problem(422, "unknown-parameter", "Unknown parameter", detail, errors)
