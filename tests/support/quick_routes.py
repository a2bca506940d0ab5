"""Lets the tests build hundreds of apps for the price of a few.

FastAPI works out anew for each app what every route takes and answers: of intake's start that is
nine tenths. It follows from the signature alone, so a worker remembers it: what is remembered holds
nothing of an app, and each app still has routes of its own.
"""

from collections.abc import Callable, Hashable, Mapping, Set
from functools import cache
from types import FunctionType
from typing import Annotated, Final, TypeVar, get_args, get_origin

from fastapi import routing
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies import utils
from pydantic.fields import FieldInfo

_ABSENT: Final = object()
Known = TypeVar("Known")


class CannotRemember(Exception):
    """This has no shape by which it could be known again: work it out anew."""


def remember_routes() -> None:
    """Let FastAPI remember what it worked out, in this process and from now on."""
    utils.analyze_param = _remembering(utils.analyze_param)
    utils.get_dependant = _remembering(utils.get_dependant, _outlives_its_app)
    # Where a route asks for itself: what its endpoint depends on is that app's alone.
    of_routes = vars(routing)
    of_routes["create_model_field"] = _remembering(of_routes["create_model_field"])


def shape_of(thing: object) -> Hashable:
    """Return what is equal for two annotations or defaults that FastAPI treats alike.

    A description of a field has no equality of its own; it is taken apart. Raises CannotRemember.
    """
    match thing:
        case FieldInfo():
            kind: type = type(thing)
            parts = (shape_of(getattr(thing, name, _ABSENT)) for name in _slots(kind))
            return kind, *parts, shape_of(getattr(thing, "__dict__", {}))
        case DefaultPlaceholder():
            return DefaultPlaceholder, shape_of(thing.value)
        case list() | tuple():
            return type(thing), *map(shape_of, thing)
        case Set():
            return type(thing), frozenset(map(shape_of, thing))
        case dict():
            return dict, *((name, shape_of(value)) for name, value in thing.items())
        case _:
            return _shape_of_type(thing)


def _shape_of_type(thing: object) -> Hashable:
    if get_origin(thing) is Annotated:
        return Annotated, *map(shape_of, get_args(thing))
    try:
        hash(thing)
    except TypeError:
        if not get_args(thing):
            raise CannotRemember(repr(thing)) from None
        return get_origin(thing), *map(shape_of, get_args(thing))
    # With its type: True is no 1 to a parameter's default.
    return type(thing), thing


@cache
def _slots(kind: type) -> tuple[str, ...]:
    names = (name for each in kind.__mro__ for name in getattr(each, "__slots__", ()))
    return tuple(dict.fromkeys(name for name in names if name not in {"__weakref__", "__dict__"}))


def _remembering(
    work_out: Callable[..., Known], if_true: Callable[[Mapping[str, object]], bool] = bool
) -> Callable[..., Known]:
    known: dict[Hashable, Known] = {}

    def remembered(**of: object) -> Known:
        try:
            key = shape_of(of) if if_true(of) else None
        except CannotRemember:
            key = None
        if key is None:
            return work_out(**of)
        if key not in known:
            known[key] = work_out(**of)
        return known[key]

    return remembered


def _outlives_its_app(of: Mapping[str, object]) -> bool:
    """Return whether this dependency is one function for all apps, not made for one of them."""
    call = of["call"]
    return isinstance(call, FunctionType) and "<locals>" not in call.__qualname__
