"""Refuses query parameters that a route does not have, or that say nothing or two things.

A filter that is ignored shows everything, and one that is empty seems to say that there is nothing.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from webapi.identity import identify, is_for_members, takes_printed_links
from webapi.invalid_input import printable
from webapi.problems import FieldError, FieldProblem, Problem

_SHOWN = 10


async def refuse_unknown_parameters(request: Request) -> None:
    """Raise 422 `unknown-parameter` where the query string has a name that the route does not.

    Raise 422 `repeated-parameter` where it has a name twice, unless the parameter takes several
    values: only one of them would count.
    Raise 422 `empty-parameter` where a name has no value.
    Open routes take what mail scanners and probes add to their addresses.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute) or not is_for_members(route):
        return
    if takes_printed_links(route):
        if "token" in request.query_params:
            return  # answered with a redirect to the address without it, which comes here again
        await identify(request)  # a page asks by itself, and only after this: strangers first
    fields = dict(_fields(route.dependant))
    known = set(fields)
    if unknown := [name for name in request.query_params if name not in known]:
        raise _unknown(unknown, known)
    names = Counter(name for name, _ in request.query_params.multi_items())
    single = [name for name in names if not _takes_several(fields[name])]
    if repeated := [name for name in single if names[name] > 1]:
        detail = f"Give {', '.join(repeated)} once: of several values only one would count."
        raise _refused("repeated-parameter", "Repeated parameter", repeated, detail)
    if empty := [name for name, value in request.query_params.multi_items() if not value]:
        detail = f"Give {', '.join(empty)} a value, or leave it out."
        raise _refused("empty-parameter", "Empty parameter", empty, detail)


def _fields(dependant: Dependant) -> Iterator[tuple[str, object]]:
    """Yield the name and the type of each parameter of a route and of what it depends on."""
    for parameter in dependant.query_params:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            for name, field in model.model_fields.items():
                yield field.alias or name, field.annotation
        else:
            yield parameter.alias, model
    for inner in dependant.dependencies:
        yield from _fields(inner)


def _takes_several(annotation: object) -> bool:
    """Return whether a parameter's type is a list, or a list or nothing."""
    kinds = (get_origin(kind) for kind in (annotation, *_parts(annotation)))
    return any(kind is list for kind in kinds)


def _parts(annotation: object) -> Iterator[object]:
    """Yield what a type is made of: the members of a union, and what stands in an Annotated."""
    for part in get_args(annotation):
        yield part
        if get_origin(part) is Annotated:
            yield get_args(part)[0]


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
    return FieldProblem("unknown-parameter", "Unknown parameter", detail, errors)


def _refused(code: str, title: str, names: list[str], detail: str) -> Problem:
    errors = [FieldError(field=name, place="query", code=code, message=title) for name in names]
    return FieldProblem(code, title, detail, errors)
