"""What is read in place of personal data that cannot be opened: of the right type, and known as
what it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final, TypeVar

import msgspec
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    FloatType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
)

from events.event import Personal

ERASED: Final = "erased"
"""Every text of personal data whose key was dropped."""

UNREAD: Final = "not readable now"
"""Every text of personal data whose key is not known here now; it may be later."""

_ANY_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EMPTY: Final[Mapping[type[Type], object]] = {
    BoolType: False,
    IntType: 0,
    FloatType: 0.0,
    DateTimeType: _ANY_TIME,
    VarTupleType: (),
}
P = TypeVar("P", bound=Personal)


@cache
def stand_in(kind: type[P], text: str) -> P:
    """Return a value of the class whose texts are all `text`; lists are empty, numbers 0.

    The same one each time.
    """
    made = _value(msgspec.inspect.type_info(kind), text)
    assert isinstance(made, kind), "the type info of a class describes that class"
    return made


def is_erased(personal: Personal | str | None) -> bool:
    """Return whether this stands for personal data that was erased for good."""
    return _stands_for(personal, ERASED)


def is_unread(personal: Personal | str | None) -> bool:
    """Return whether this stands for personal data whose key is not known here now."""
    return _stands_for(personal, UNREAD)


def _stands_for(personal: Personal | str | None, text: str) -> bool:
    if not isinstance(personal, Personal):
        return personal == text
    expected = stand_in(type(personal), text)
    # One that holds nothing but a list has no text that says it: then it is the very object.
    return personal is expected or (personal == expected and _says(expected, text))


def _says(personal: Personal, text: str) -> bool:
    return any(getattr(personal, name) == text for name in personal.__struct_fields__)


def _value(of: Type, text: str) -> object:
    match of:
        case StructType():
            return of.cls(**{field.name: _value(field.type, text) for field in of.fields})
        case UnionType():
            return _value(next(one for one in of.types if not isinstance(one, NoneType)), text)
        case LiteralType():
            return of.values[0]
        case StrType():
            return text
        case _ if type(of) in _EMPTY:
            return _EMPTY[type(of)]
        case _:
            raise TypeError(f"personal data hold nothing of the kind {type(of).__name__}")
