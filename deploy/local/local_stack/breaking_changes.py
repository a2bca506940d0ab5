"""Compares two OpenAPI documents of a service, and says what of the later one would break a client
that was written against the earlier.

What is only added breaks nobody: a path, a field of an answer, an optional field of a request, a
further value among those that an answer may hold (clients are told to expect that).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pydantic import JsonValue

from webapi.openapi_document import operations

Schema: TypeAlias = Mapping[str, JsonValue]
Direction: TypeAlias = Literal["request", "answer"]

_LOWER_LIMITS: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_LIMITS: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def breaking_changes(before: Schema, after: Schema) -> list[str]:
    """Return what a client of `before` would trip over, one line each; empty: nothing."""
    now = {_key(path, method): operation for path, method, operation in operations(after)}
    breaks: list[str] = []
    for path, method, operation in operations(before):
        name = f"{method.upper()} {path}"
        later = now.get(_key(path, method))
        if later is None:
            breaks.append(f"{name}: is no longer there")
        else:
            breaks += [f"{name}: {one}" for one in _Comparison(before, after).of(operation, later)]
    return breaks


def _key(path: str, method: str) -> tuple[str, ...]:
    # What a parameter in a path is called is not on the wire.
    return (method, *("{}" if "{" in part else part for part in path.split("/")), _suffix(path))


def _suffix(path: str) -> str:
    return path.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class _Pair:
    """What was promised and what is promised now, at one place."""

    direction: Direction
    before: Schema
    after: Schema
    where: str

    def schema(self) -> "_Pair":
        """Return the schemas of a parameter or content."""
        was, now = (_members(one.get("schema")) for one in (self.before, self.after))
        return _Pair(self.direction, was, now, self.where)

    def inside(self, name: str, before: JsonValue, after: JsonValue) -> "_Pair":
        where = f"{self.where}.{name}" if name != "[]" else f"{self.where}[]"
        return _Pair(self.direction, _members(before), _members(after), where)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares an operation of two documents, whose references lead into either."""

    before: Schema
    after: Schema

    def of(self, before: Schema, after: Schema) -> Iterator[str]:
        """Yield what breaks."""
        yield from self._parameters(before, after)
        yield from self._bodies(before, after)
        yield from self._answers(before, after)

    def _parameters(self, before: Schema, after: Schema) -> Iterator[str]:
        was, now = _parameters(before), _parameters(after)
        for key in was.keys() - now.keys():
            yield f"parameter {key[1]} is no longer taken"
        for key in now.keys() - was.keys():
            if now[key].get("required"):
                yield f"parameter {key[1]} is new and required"
        for key in was.keys() & now.keys():
            if now[key].get("required") and not was[key].get("required"):
                yield f"parameter {key[1]} is now required"
            pair = _Pair("request", was[key], now[key], f"parameter {key[1]}")
            yield from self._schemas(pair.schema(), ())

    def _bodies(self, before: Schema, after: Schema) -> Iterator[str]:
        was, now = (_members(one.get("requestBody")) for one in (before, after))
        if now.get("required") and not was.get("required"):
            yield "a body is now required"
        yield from self._contents("request", was, now, "body")

    def _answers(self, before: Schema, after: Schema) -> Iterator[str]:
        was, now = (_members(one.get("responses")) for one in (before, after))
        for status, answer in was.items():
            if status not in now:
                yield f"status {status} is no longer answered"
            else:
                later = _members(now[status])
                for header in _members(_members(answer).get("headers")):
                    if header not in _members(later.get("headers")):
                        yield f"{status} has no header {header} any more"
                yield from self._contents("answer", _members(answer), later, status)
        for status in now:
            if status not in was and status.startswith("2"):
                yield f"status {status} is a new success"

    def _contents(
        self, direction: Direction, before: Schema, after: Schema, where: str
    ) -> Iterator[str]:
        was, now = (_members(one.get("content")) for one in (before, after))
        for media, content in was.items():
            if media not in now:
                yield f"{where}: {media} is gone"
                continue
            pair = _Pair(direction, _members(content), _members(now[media]), where)
            yield from self._schemas(pair.schema(), ())

    def _schemas(self, pair: _Pair, seen: tuple[tuple[JsonValue, ...], ...]) -> Iterator[str]:
        names = (pair.before.get("$ref"), pair.after.get("$ref"))
        if all(names) and names in seen:
            return
        seen = (*seen, names)
        was, now = _alternatives(pair.before, self.before), _alternatives(pair.after, self.after)
        # Every value that a client may send is to be taken, every one that is sent to be known.
        lesser, wider = (was, now) if pair.direction == "request" else (now, was)
        for one in lesser:
            fitting = [other for other in wider if _same_kind(one, other)]
            if not fitting:
                lost = "no longer takes" if pair.direction == "request" else "may now be"
                yield f"{pair.where} {lost} {_kind(one)}"
                continue
            breaks = []
            for other in fitting:
                ends = (one, other) if pair.direction == "request" else (other, one)
                breaks = list(self._values(_Pair(pair.direction, *ends, pair.where), seen))
                if not breaks:
                    break
            yield from breaks

    def _values(self, pair: _Pair, seen: tuple[tuple[JsonValue, ...], ...]) -> Iterator[str]:
        yield from _limits(pair)
        yield from _fields(pair)
        yield from _closed(pair)
        was, now = (_members(one.get("properties")) for one in (pair.before, pair.after))
        for name in was.keys() & now.keys():
            yield from self._schemas(pair.inside(name, was[name], now[name]), seen)
        for key in ("items", "additionalProperties"):
            one, other = pair.before.get(key), pair.after.get(key)
            if isinstance(one, dict) and isinstance(other, dict):
                yield from self._schemas(pair.inside("[]", one, other), seen)


def _fields(pair: _Pair) -> Iterator[str]:
    was, now = (_members(one.get("properties")) for one in (pair.before, pair.after))
    for name in was.keys() - now.keys():
        yield f"{pair.where}.{name} is gone"
    required_before, required_now = (
        {name for name in _items(one.get("required")) if isinstance(name, str)}
        for one in (pair.before, pair.after)
    )
    if pair.direction == "request":
        for name in sorted(required_now - required_before):
            yield f"{pair.where}.{name} is now required"
    else:
        for name in sorted((required_before - required_now) & now.keys()):
            yield f"{pair.where}.{name} may now be missing"


def _closed(pair: _Pair) -> Iterator[str]:
    """Yield where fields, or values that come twice, are taken no more; an answer may only gain
    such a promise."""
    lesser, wider = _ends(pair)
    if not _takes_more(wider) and _takes_more(lesser):
        lost = "no longer takes" if pair.direction == "request" else "may now have"
        yield f"{pair.where} {lost} further fields"
    if wider.get("uniqueItems") is True and lesser.get("uniqueItems") is not True:
        lost = "no longer takes" if pair.direction == "request" else "may now have"
        yield f"{pair.where} {lost} a value twice"


def _ends(pair: _Pair) -> tuple[Schema, Schema]:
    """Return whose values are all to be among the other's, and the other."""
    both = (pair.before, pair.after)
    return both if pair.direction == "request" else (both[1], both[0])


def _takes_more(schema: Schema) -> bool:
    return schema.get("additionalProperties") is not False


def _limits(pair: _Pair) -> Iterator[str]:
    was, now = pair.before, pair.after
    lesser, wider = _ends(pair)
    if wider.get("format") not in (None, lesser.get("format")):
        yield f"{pair.where} is of format {now.get('format')}, and was of {was.get('format')}"
    if pair.direction == "answer":
        return
    if gone := _lost_values(was, now):
        yield f"{pair.where} no longer takes {', '.join(gone)}"
    if now.get("pattern") not in (None, was.get("pattern")):
        yield f"{pair.where} must match {now['pattern']}"
    for key in (*_LOWER_LIMITS, *_UPPER_LIMITS):
        limit, earlier = now.get(key), was.get(key)
        if not isinstance(limit, int | float):
            continue
        tighter = not isinstance(earlier, int | float) or (
            limit > earlier if key in _LOWER_LIMITS else limit < earlier
        )
        if tighter:
            yield f"{pair.where} has {key} {limit}, and had {earlier}"


def _lost_values(before: Schema, after: Schema) -> list[str]:
    """Return the values that were taken and are not any more; `any other` where there was no list.

    A list of values is an enum, or a single const.
    """
    was, now = _values_of(before), _values_of(after)
    if now is None:
        return []
    return ["any other value"] if was is None else [str(one) for one in was if one not in now]


def _values_of(schema: Schema) -> Sequence[JsonValue] | None:
    if "const" in schema:
        return [schema["const"]]
    return _items(schema["enum"]) if "enum" in schema else None


def _alternatives(schema: Schema, document: Schema) -> list[Schema]:
    """Return the schemas of which a value has one; references are followed, and parts joined."""
    schema = _joined(_resolved(schema, document), document)
    for key in ("anyOf", "oneOf"):
        if options := _items(schema.get(key)):
            return [it for one in options for it in _alternatives(_members(one), document)]
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return [{**schema, "type": kind} for kind in kinds]
    return [schema]


def _joined(schema: Schema, document: Schema) -> Schema:
    """Return a schema that says itself what each of its `allOf` says.

    Of limits the narrowest counts; fields, and what is required, are those that any of them names.
    """
    parts = [_members(one) for one in _items(schema.get("allOf"))]
    if not parts:
        return schema
    own = {key: value for key, value in schema.items() if key != "allOf"}
    whole = [*(_joined(_resolved(part, document), document) for part in parts), own]
    fields: dict[str, JsonValue] = {}
    required: list[JsonValue] = []
    for part in whole:
        fields.update(_members(part.get("properties")))
        required += _items(part.get("required"))
    joined: dict[str, JsonValue] = {}
    for part in whole:
        joined |= {key: _narrowest(key, joined.get(key), it) for key, it in part.items()}
    if fields:
        joined["properties"] = fields
    return {**joined, "required": required} if required else joined


def _narrowest(key: str, earlier: JsonValue, later: JsonValue) -> JsonValue:
    if isinstance(earlier, int | float) and isinstance(later, int | float):
        if key in (*_UPPER_LIMITS, "additionalProperties"):
            return min(earlier, later)
        return max(earlier, later)
    return False if key == "additionalProperties" and earlier is False else later


def _resolved(schema: Schema, document: Schema) -> Schema:
    while isinstance(reference := schema.get("$ref"), str):
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        target: JsonValue = dict(document)
        for part in reference.removeprefix("#/").split("/"):
            target = _members(target).get(part)
        schema = {**_members(target), **beside}
    return schema


def _same_kind(one: Schema, other: Schema) -> bool:
    """Return whether a value of the one can be a value of the other; an empty schema takes all."""
    kinds = {_kind(one), _kind(other)}
    return len(kinds) == 1 or "anything" in kinds or kinds == {"integer", "number"}


def _kind(schema: Schema) -> str:
    kind = schema.get("type")
    return kind if isinstance(kind, str) else "anything"


def _parameters(operation: Schema) -> dict[tuple[str, str], Schema]:
    """Return the parameters by place and name; those of a path are named by their order."""
    by_name: dict[tuple[str, str], Schema] = {}
    for one in _items(operation.get("parameters")):
        parameter = _members(one)
        location, name = str(parameter.get("in")), str(parameter.get("name"))
        if location == "path":
            name = f"{sum(key[0] == 'path' for key in by_name) + 1} of the path"
        by_name[location, name.lower() if location == "header" else name] = parameter
    return by_name


def _members(value: JsonValue | Schema) -> Mapping[str, JsonValue]:
    return value if isinstance(value, Mapping) else {}


def _items(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, list) else []
