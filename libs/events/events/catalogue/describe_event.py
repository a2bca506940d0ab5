"""Reads from the catalogue's classes what a person wants to know of an event: its promise, its
fields, and which of them are personal."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from msgspec.inspect import (
    BoolType,
    BytesType,
    DateTimeType,
    DateType,
    DictType,
    Field,
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
from events.sealing.sealed import Sealed

_PLAIN: Mapping[type[Type], str] = {
    StrType: "text",
    BytesType: "bytes in base64",
    IntType: "whole number",
    FloatType: "number",
    BoolType: "true or false",
    DateTimeType: "time",
    DateType: "date",
    NoneType: "nothing",
}


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field in words:

    `kind` is Markdown, `default` None where the field must be there; `personal` where personal data
    are in it.
    """

    name: str
    kind: str
    default: str | None
    personal: bool


@dataclass(frozen=True, slots=True)
class StructText:
    """One class in words: its name, its promise (the docstring), its fields."""

    name: str
    description: str
    fields: tuple[FieldText, ...]
    personal: bool


def describe(kind: type[msgspec.Struct]) -> StructText:
    """Return what a class of the catalogue promises, and its fields.

    Raises TypeError for a field of a kind that events do not use.
    """
    fields = tuple(_field(field) for field in _struct(kind).fields)
    return StructText(kind.__name__, description_of(kind), fields, issubclass(kind, Personal))


def description_of(kind: type[msgspec.Struct]) -> str:
    """Return the docstring, each paragraph on a line of its own.

    Raises ValueError for a class that has none.
    """
    if not kind.__doc__:
        raise ValueError(f"{kind.__name__} has no docstring: say what it promises")
    paragraphs = inspect.cleandoc(kind.__doc__).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def parts_of(kinds: Iterable[type[msgspec.Struct]]) -> Sequence[type[msgspec.Struct]]:
    """Return the classes that the given ones are made of, those not counted, by name."""
    given = tuple(kinds)
    parts: dict[type[msgspec.Struct], None] = {}
    waiting = [part for kind in given for part in _parts(kind)]
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts[part] = None
            waiting += _parts(part)
    return sorted((part for part in parts if part not in given), key=lambda part: part.__name__)


def _parts(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    return [part for field in _struct(kind).fields for part in _structs(field.type)]


def _struct(kind: type[msgspec.Struct]) -> StructType:
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, StructType)
    return info


def _structs(of: Type) -> list[type[msgspec.Struct]]:
    match of:
        case StructType():
            return [of.cls]
        case UnionType():
            return [part for one in of.types for part in _structs(one)]
        case VarTupleType():
            return _structs(of.item_type)
        case DictType():
            return _structs(of.value_type)
        case _:
            return []


def _field(field: Field) -> FieldText:
    personal = any(issubclass(part, Personal | Sealed) for part in _structs(field.type))
    return FieldText(field.encode_name, _kind(field.type), _default(field), personal)


def _kind(of: Type) -> str:
    match of:
        case StructType():
            return f"[{of.cls.__name__}](#{of.cls.__name__.lower()})"
        case LiteralType():
            return ", ".join(f"`{value}`" for value in of.values)
        case VarTupleType():
            return f"list of {_kind(of.item_type)}"
        case DictType():
            return f"map from {_kind(of.key_type)} to {_kind(of.value_type)}"
        case UnionType():
            return " or ".join(_kind(one) for one in of.types)
        case _ if type(of) in _PLAIN:
            return _PLAIN[type(of)]
        case _:
            raise TypeError(f"events hold nothing of the kind {type(of).__name__}")


def _default(field: Field) -> str | None:
    if field.required:
        return None
    value: object = field.default
    return msgspec.json.encode(value).decode()
