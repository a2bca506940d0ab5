"""Says in plain English what is wrong with a typed file, and in which field.

The reader of TOML speaks of enums, objects and arrays, names no value of a table and not what could
have been there: whoever writes contracts should not have to know what it means.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches

import msgspec
from msgspec.inspect import (
    DictType,
    IntType,
    LiteralType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

_MESSAGE = re.compile(
    r"^(?P<problem>.*?)(?: - at (?P<key>`key` in )?`\$\.?(?P<path>.*)`)?$", re.DOTALL
)
_STEP = re.compile(r"\[\d+\]|\[\.\.\.\]|[^.\[\]]+")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_NO_CHOICE = re.compile(r"Invalid enum value (?P<value>.*)", re.DOTALL)
_OTHER_TYPE = re.compile(r"Expected `(?P<expected>[^`]*)`, got `(?P<got>[^`]*)`")
_WORDS: Mapping[str, str] = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "date": "a date, such as 2026-11-24",
    "time": "a time, such as 08:00:00",
    "datetime": "a date and time, such as 2026-11-24T10:00:00",
}
Table = dict[object, object]
_UNREADABLE: Mapping[str, str] = {
    "Cannot overwrite a value": "the same is written further up",
    "Expected newline or end of document after a statement": (
        "the value ends before its line does: text stands in quotes, and times have seconds"
    ),
    "Invalid value": "that is no value: text stands in quotes",
    "Unclosed array": "a list in [ ] has no end",
}


def say_mistake(message: str, data: object, kind: type) -> tuple[str, str]:
    """Return the field, such as `goals[1].starts`, and the problem.

    `message` is what `msgspec` says of `data`, which was to be of this kind.
    """
    match = _MESSAGE.match(message)
    assert match is not None, "it matches any text"
    field, at = _walk(match["path"] or "", data, kind)
    if match["key"]:
        assert isinstance(at, DictType), "only such a table has names of its own"
        # A name of a table that only has names of its own: msgspec calls it by its value.
        name = match["problem"].rpartition(" ")[2].strip("'")
        return f"{field}.{name}", f"there is no `{name}` here{_instead(name, _values(at.key_type))}"
    return field, _problem(match["problem"], at)


def say_unreadable(message: str) -> str:
    """Return why a text is no TOML, where it is: `... (at line 3, column 7)`."""
    for known, plain in _UNREADABLE.items():
        message = message.replace(known, plain)
    return f"not readable as TOML: {message}"


def _problem(problem: str, at: Type) -> str:
    if unknown := _UNKNOWN.fullmatch(problem):
        tables = (one for one in _each(at) if isinstance(one, StructType))
        known = [field.encode_name for one in tables for field in one.fields]
        return f"there is no `{unknown[1]}` here{_instead(unknown[1], known)}"
    if missing := _MISSING.fullmatch(problem):
        return f"`{missing[1]}` is missing"
    if choice := _NO_CHOICE.fullmatch(problem):
        return f"expected {_either([*_choices(at)])}, got {choice['value']}"
    if other := _OTHER_TYPE.fullmatch(problem):
        names = [_WORDS[name] for name in other["expected"].split(" | ") if name != "null"]
        return f"expected {_either(names)}, got {_WORDS[other['got']].partition(',')[0]}"
    return problem


def _instead(name: str, known: list[str]) -> str:
    if close := get_close_matches(name, known, n=1):
        return f"; did you mean `{close[0]}`?"
    return f"; known: {', '.join(known)}"


def _choices(at: Type) -> Iterator[str]:
    for one in _each(at):
        yield from (f"'{value}'" for value in _values(one))
        if isinstance(one, IntType):
            yield _WORDS["int"]


def _values(at: Type) -> list[str]:
    return [str(value) for value in at.values] if isinstance(at, LiteralType) else []


def _either(names: list[str]) -> str:
    *but_last, last = names
    return f"{', '.join(but_last)} or {last}" if but_last else last


def _walk(path: str, data: object, kind: type) -> tuple[str, Type]:
    """Follow a path; of a value of a table, which it does not name, return its key as well."""
    root, field, at = data, "", type_info(kind)
    for written in _STEP.findall(path):
        step = _key_of_mistake(root, data, kind) if written == "[...]" else written
        field = f"{field}.{step}" if field and not step.startswith("[") else f"{field}{step}"
        data = _value(data, step)
        at = _inner(at, step)
    return field, at


def _key_of_mistake(root: object, table: object, kind: type) -> str:
    """Return the first key whose value alone makes the mistake."""
    assert isinstance(table, dict), "only a table has values without names"
    items = dict(table)
    mistaken = next(key for key in items if _is_mistaken_with(key, items, table, root, kind))
    table.clear()
    table.update(items)
    return str(mistaken)


def _is_mistaken_with(  # the table stands somewhere in the root
    key: object, items: Table, table: Table, root: object, kind: type
) -> bool:
    table.clear()
    table[key] = items[key]
    try:
        msgspec.convert(root, kind, builtin_types=(datetime, date, time), str_keys=True)
    except msgspec.ValidationError as error:
        return "[...]" in str(error)
    return False


def _value(data: object, step: str) -> object:
    if isinstance(data, dict):
        return data[step]
    assert isinstance(data, list), "what has a path of its own is a table or a list"
    return data[int(step[1:-1])]


def _inner(at: Type, step: str) -> Type:
    """Return the type of what stands in a table or list under this step."""
    one = next(part for part in _each(at) if isinstance(part, StructType | DictType | VarTupleType))
    if isinstance(one, StructType):
        return next(field.type for field in one.fields if field.encode_name == step)
    return one.value_type if isinstance(one, DictType) else one.item_type


def _each(at: Type) -> tuple[Type, ...]:
    return at.types if isinstance(at, UnionType) else (at,)
