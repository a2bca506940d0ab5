"""The reference of an API as plain HTML, made on the server from the OpenAPI document.

The page has no script and loads nothing, so it can be read, searched and printed anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from webapi.openapi_document import operations
from webapi.templates import render

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A parameter, or a member of a body, as the page shows it."""

    name: str
    kind: str
    needed: bool
    about: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's status, what it says, and its members."""

    status: str
    about: str
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    is_open: bool
    parameters: tuple[FieldRow, ...]
    body: tuple[FieldRow, ...]
    answers: tuple[Answer, ...]


def reference_html(document: Mapping[str, JsonValue], nonce: str) -> str:
    """Return the page of an OpenAPI document."""
    groups: dict[str, list[Operation]] = {}
    for path, method, operation in operations(document):
        groups.setdefault(_group(path, operation), []).append(
            _operation(document, path, method, operation)
        )
    info = _object(document.get("info"))
    return render(
        "reference.html.jinja",
        title=info.get("title", ""),
        version=info.get("version", ""),
        about=info.get("description", ""),
        groups=groups,
        nonce=nonce,
    )


def _operation(
    document: Mapping[str, JsonValue], path: str, method: str, operation: Mapping[str, JsonValue]
) -> Operation:
    return Operation(
        anchor=str(operation.get("operationId", f"{method}-{path}")),
        method=method.upper(),
        path=path,
        summary=str(operation.get("summary", "")),
        about=str(operation.get("description", "")),
        is_open=operation.get("security") == [],
        parameters=tuple(
            _parameter(document, entry) for entry in _list(operation.get("parameters"))
        ),
        body=_content_rows(document, operation.get("requestBody")),
        answers=tuple(
            _answer(document, status, entry)
            for status, entry in _object(operation.get("responses")).items()
        ),
    )


def _group(path: str, operation: Mapping[str, JsonValue]) -> str:
    tags = _list(operation.get("tags"))
    parts = [part for part in path.split("/") if part and part != "v1"]
    return str(tags[0]) if tags else (parts[0] if parts else "pages")


def _parameter(document: Mapping[str, JsonValue], entry: JsonValue) -> FieldRow:
    parameter = _object(entry)
    schema = _object(parameter.get("schema"))
    about = str(parameter.get("description") or schema.get("description") or "")
    return FieldRow(
        str(parameter.get("name", "")),
        _kind(document, schema).removesuffix(" or null"),
        parameter.get("required") is True,
        about,
        str(parameter.get("in", "")),
    )


def _answer(document: Mapping[str, JsonValue], status: str, entry: JsonValue) -> Answer:
    about = str(_object(entry).get("description", ""))
    return Answer(
        "any error" if status == "default" else status, about, _content_rows(document, entry)
    )


def _content_rows(document: Mapping[str, JsonValue], holder: JsonValue) -> tuple[FieldRow, ...]:
    contents = [_object(content) for content in _object(_object(holder).get("content")).values()]
    return tuple(
        row
        for content in contents[:1]
        for row in _rows(document, _object(content.get("schema")), "", 0)
    )


def _rows(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue], prefix: str, depth: int
) -> list[FieldRow]:
    whole = _inner(document, schema)
    needed = _list(whole.get("required"))
    rows: list[FieldRow] = []
    for name, entry in _object(whole.get("properties")).items() if depth < _DEEPEST else ():
        member = _object(entry)
        path = f"{prefix}{name}"
        rows.append(
            FieldRow(
                path, _kind(document, member), name in needed, str(member.get("description", ""))
            )
        )
        rows.extend(
            _rows(
                document, member, f"{path}{'[]' if _is_list(document, member) else ''}.", depth + 1
            )
        )
    return rows


def _inner(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue]
) -> Mapping[str, JsonValue]:
    """Return the object a schema is about: behind a reference, in a list, or beside null."""
    resolved = _resolved(document, schema)
    choices = [choice for choice in _choices(resolved) if _object(choice).get("type") != "null"]
    if len(choices) == 1:
        return _inner(document, _object(choices[0]))
    return (
        _inner(document, _object(resolved["items"]))
        if resolved.get("type") == "array" and "items" in resolved
        else resolved
    )


def _is_list(document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue]) -> bool:
    return any(
        _resolved(document, _object(one)).get("type") == "array"
        for one in [{**schema}, *_choices(schema)]
    )


def _kind(document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue]) -> str:
    resolved = _resolved(document, schema)
    if choices := _choices(resolved):
        return " or ".join(dict.fromkeys(_kind(document, _object(choice)) for choice in choices))
    if allowed := _list(resolved.get("enum")):
        return " | ".join(str(value) for value in allowed)
    if "const" in resolved:
        return str(resolved["const"])
    if resolved.get("type") == "array":
        return f"list of {_kind(document, _object(resolved.get('items')))}"
    return " ".join(
        [str(resolved.get("format") or resolved.get("type") or "any"), *_bounds(resolved)]
    )


def _bounds(schema: Mapping[str, JsonValue]) -> list[str]:
    limits = {"minimum": "≥ ", "maximum": "≤ ", "minLength": "at least ", "maxLength": "at most "}
    return [f"{words}{schema[name]}" for name, words in limits.items() if name in schema]


def _resolved(
    document: Mapping[str, JsonValue], schema: Mapping[str, JsonValue]
) -> Mapping[str, JsonValue]:
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    resolved: JsonValue = dict(document)
    for part in reference.removeprefix("#/").split("/"):
        resolved = _object(resolved).get(part)
    return _object(resolved)


def _choices(schema: Mapping[str, JsonValue]) -> list[JsonValue]:
    return _list(schema.get("anyOf")) or _list(schema.get("oneOf")) or _list(schema.get("allOf"))


def _object(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
