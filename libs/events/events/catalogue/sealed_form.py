"""How the events of a class are sealed: their wire form is derived from the class, so that nobody
writes a second one by hand."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec.inspect import StructType, Type, UnionType, VarTupleType

from events.event import Event, Personal
from events.sealing.data_key import DataKey, Keys
from events.sealing.sealed import Sealed
from events.sealing.stand_ins import ERASED, UNREAD, stand_in

SEALED = "sealed"
"""The field that stands in place of everything personal."""


class _KeyOf(msgspec.Struct, frozen=True, gc=False):
    key: str


class _Peek(msgspec.Struct, frozen=True, gc=False):
    sealed: _KeyOf | None = None


_PEEK = msgspec.json.Decoder(_Peek)


def key_in(data: bytes) -> str | None:
    """Return the id of the key that opens an event in its sealed form; None if none is needed.

    Also None for bytes that are no such event: whoever reads it says what is wrong with it.
    """
    try:
        peek = _PEEK.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return peek.sealed.key if peek.sealed else None


def personal_fields(kind: type[Event]) -> tuple[str, ...]:
    """Return the fields of a class that hold personal data."""
    return tuple(
        field.name for field in msgspec.structs.fields(kind) if _personal(_info(field.type))
    )


@cache
def sealed_form_of(kind: type[Event], fields: tuple[str, ...]) -> "SealedForm":
    """Return how events of this class are sealed, `fields` being what is personal in them."""
    return SealedForm(kind, fields)


class SealedForm:
    """Seals the events of a class, and opens them again.

    `wire` is the class as it is stored and sent: `sealed` stands in place of the first personal
    field, and the others are gone.
    """

    def __init__(self, kind: type[Event], fields: tuple[str, ...]) -> None:
        everything = {field.name: field for field in msgspec.structs.fields(kind)}
        if unknown := [name for name in fields if name not in everything]:
            raise ValueError(f"{kind.__name__} has no {', '.join(unknown)}")
        self.kind, self.fields = kind, fields
        self._plain = tuple(name for name in everything if name not in fields)
        self._optional = frozenset(
            name for name in fields if _may_be_null(_info(everything[name].type))
        )
        self.wire = msgspec.defstruct(
            kind.__name__,
            _wire_fields(everything, fields, optional=len(self._optional) == len(fields)),
            bases=(Event,),
            module=kind.__module__,
            namespace={"__doc__": kind.__doc__},
            frozen=True,
            kw_only=True,
        )
        self._contents = msgspec.defstruct(
            f"{kind.__name__}Contents",
            [_defined(everything[name], optional=name in self._optional) for name in fields],
            frozen=True,
            kw_only=True,
            omit_defaults=True,
        )
        self._wire_decoder = msgspec.json.Decoder(self.wire)
        self._decoder = msgspec.json.Decoder(self._contents)
        self._stand_ins = {
            text: {name: _text_for(_info(everything[name].type), text) for name in fields}
            for text in (ERASED, UNREAD)
        }

    def holds_anything(self, event: Event) -> bool:
        """Return whether there is anything personal in an event."""
        return any(getattr(event, name) is not None for name in self.fields)

    def seal(self, event: Event, key: DataKey | None, bound_to: bytes) -> bytes:
        """Return the JSON of the sealed form. The key is None where there is nothing to seal."""
        plain = {name: getattr(event, name) for name in self._plain}
        return msgspec.json.encode(self.wire(**plain, sealed=self._boxed(event, key, bound_to)))

    def open(self, data: bytes, keys: Keys, bound_to: bytes) -> Event:
        """Return the event, with stand-ins for what cannot be opened.

        Raises msgspec.MsgspecError, MalformedEvent for a box of another event.
        """
        wire = self._wire_decoder.decode(data)
        plain = {name: getattr(wire, name) for name in self._plain}
        sealed: Sealed | None = getattr(wire, SEALED)
        return self.kind(**plain, **self._contents_of(sealed, keys, bound_to))

    def opened(self, data: dict[str, Any], keys: Keys, bound_to: bytes) -> dict[str, Any]:
        """Return the JSON object of the plain form, for an older version that is to be upcast."""
        sealed = msgspec.convert(data.get(SEALED), Sealed | None)
        contents = self._contents_of(sealed, keys, bound_to)
        rest = {name: value for name, value in data.items() if name != SEALED}
        return {**rest, **msgspec.to_builtins(contents)}

    def _boxed(self, event: Event, key: DataKey | None, bound_to: bytes) -> Sealed | None:
        if key is None:
            return None
        contents = {name: getattr(event, name) for name in self.fields}
        lacks = tuple(name for name, value in contents.items() if value is None)
        return key.seal(msgspec.json.encode(self._contents(**contents)), bound_to, lacks)

    def _contents_of(self, sealed: Sealed | None, keys: Keys, bound_to: bytes) -> dict[str, Any]:
        if sealed is None:
            return dict.fromkeys(self.fields)
        key = keys.get(sealed.key)
        if key is None:
            text = ERASED if sealed.key in keys else UNREAD
            lacking = dict.fromkeys(self._optional.intersection(sealed.lacks))
            return {**self._stand_ins[text], **lacking}
        contents = self._decoder.decode(key.open(sealed, bound_to))
        return {name: getattr(contents, name) for name in self.fields}


def _wire_fields(
    everything: dict[str, Any], fields: Sequence[str], *, optional: bool
) -> list[tuple[str, Any, Any]]:
    of_sealed = (SEALED, Sealed | None, None) if optional else (SEALED, Sealed)
    made: list[Any] = []
    for name, field in everything.items():
        if name == fields[0]:
            made.append(of_sealed)
        elif name not in fields:
            made.append(_as_defined(field))
    return made


def _as_defined(field: Any) -> tuple[Any, ...]:
    if field.required:
        return field.name, field.type
    if field.default is not msgspec.NODEFAULT:
        return field.name, field.type, field.default
    return field.name, field.type, msgspec.field(default_factory=field.default_factory)


def _defined(field: Any, *, optional: bool) -> tuple[Any, ...]:
    return (field.name, field.type, None) if optional else (field.name, field.type)


def _info(kind: Any) -> Type:
    return msgspec.inspect.type_info(kind)


def _may_be_null(of: Type) -> bool:
    return isinstance(of, UnionType) and of.includes_none


def _personal(of: Type) -> bool:
    match of:
        case StructType():
            return issubclass(of.cls, Personal)
        case UnionType():
            return any(_personal(one) for one in of.types)
        case VarTupleType():
            return _personal(of.item_type)
        case _:
            return False


def _text_for(of: Type, text: str) -> Any:
    match of:
        case StructType():
            return stand_in(of.cls, text)
        case UnionType():
            kinds = [_text_for(one, text) for one in of.types]
            return next(one for one in kinds if one is not None)
        case msgspec.inspect.StrType():
            return text
        case _:
            return None
