"""Says what is wrong with a request, field by field, without repeating what was sent."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias
from unicodedata import category
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    field_validator,
    model_validator,
)

from webapi import long_text
from webapi.problems import FieldError, FieldProblem, Problem
from webapi.visible_line import one_visible_line

LONGEST_NAME = 64
SHOWN_ERRORS = 20
"""A request with more mistakes is told the first ones and how many more there are."""
MOST_FIELDS = 100
"""Of a request's body: no body of ours has as many, and each that is unknown costs an error."""

_DAY = "should be a date, as in 2026-03-01"
_OBJECT = "should be a JSON object"
_LIST = "should be a list"
_WHOLE = "should be a whole number"
_YES_OR_NO = "should be true or false"
_UNSTORABLE = "has characters that cannot be kept"
_MESSAGES: Mapping[str, str] = {
    "missing": "is needed",
    "extra_forbidden": "is not known here",
    "timezone_aware": "needs a zone, as in 2026-03-01T09:00:00Z",
    "timezone_naive": "takes no zone",
    "union_tag_invalid": "is of no kind known here",
    "union_tag_not_found": "does not say its kind",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "string_unicode": _UNSTORABLE,
}
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+$"
SHA256_PATTERN = r"^[0-9a-fA-F]{64}$"
_NOT_IN_ADDRESSES = frozenset("CZ")
"""Categories of Unicode: signs that control or shape other text, and blanks."""
_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "should be up to 100 letters, digits and . _ : - and begin with a letter or digit",
    EMAIL_PATTERN: "should be a mail address, as in name@example.com",
    SHA256_PATTERN: "should be a SHA-256 in 64 hex digits",
}
"""Pattern -> what it means, for somebody who reads no patterns."""
_WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:")
# Far from the ends of `datetime`: neither a zone nor a deadline may overflow it.
_YEARS = (1900, 2200)


class RequestBody(BaseModel):
    """The root of every request body.

    It refuses unknown fields, and text that no store can hold (NUL, half a surrogate pair).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _not_too_many_fields(cls, value: object) -> object:
        if isinstance(value, Mapping) and len(value) > MOST_FIELDS:
            raise ValueError(f"has {len(value)} fields, more than any that is known here")
        return value

    @field_validator("*", mode="after")
    @classmethod
    def _storable(cls, value: object) -> object:
        if not _is_storable(value):
            raise ValueError(_UNSTORABLE)
        return value


def _rfc_3339(value: object) -> object:
    # Pydantic alone would read a number as a Unix time, and a date as its midnight.
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE_AND_TIME.match(value)):
        return value
    raise ValueError("should be a date and time with a zone, as in 2026-03-01T09:00:00Z")


def _in_utc(instant: datetime) -> datetime:
    if not _YEARS[0] <= instant.year <= _YEARS[1]:
        raise ValueError(f"should be in the years {_YEARS[0]} to {_YEARS[1]}")
    return instant.astimezone(UTC)


Instant: TypeAlias = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_in_utc)]
"""A time with a zone (RFC 3339), held in UTC. One without a zone is refused, and so is a number."""


def _as_written(value: object) -> object:
    # Pydantic alone would read a number as a Unix time, and cut a time of 00:00 off.
    if isinstance(value, str) and _WRITTEN_DAY.fullmatch(value):
        return value
    raise ValueError(_DAY)


WrittenDay: TypeAlias = Annotated[date, BeforeValidator(_as_written)]
"""A day of the calendar, written as in 2026-03-01 and in no other way."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    # A name that is no path, such as `../x`, is a ValueError; a folder's name is an OSError.
    except (LookupError, ValueError, OSError):
        raise ValueError("should be an IANA zone, as in Europe/Berlin") from None
    return name


Zone: TypeAlias = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
"""The IANA name of a zone."""

Text: TypeAlias = long_text.Text
"""Something a person wrote; not blank, at most 100,000 bytes."""

Name: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(one_visible_line),
]
"""A short text in one line that can be seen: it goes into pages, mails and lists, so it forges no
line of theirs."""

Id: TypeAlias = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""An id that a client may choose: letters, digits, and `. _ : -`, up to 100."""


def _can_be_written_to(address: str) -> str:
    if any(category(letter)[0] in _NOT_IN_ADDRESSES for letter in address):
        raise ValueError(_PATTERNS[EMAIL_PATTERN])
    return address


Email: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=EMAIL_PATTERN, max_length=254),
    AfterValidator(_can_be_written_to),
]
"""A mail address, without signs that are not seen in it."""


def invalid_request(errors: Sequence[Mapping[str, object]]) -> Problem:
    """Return 422 `invalid-request` with each field, or 400 `broken-json` if the body is no JSON."""
    if any(error.get("type") == "json_invalid" for error in errors):
        return broken_json(next(error for error in errors if error.get("type") == "json_invalid"))
    shown = [_field_error(error) for error in errors[:SHOWN_ERRORS]]
    detail = "; ".join(f"{e.field or e.place} {e.message}" for e in shown[:5])
    more: dict[str, JsonValue] = {}
    if (hidden := len(errors) - len(shown)) > 0:
        more["more_errors"] = hidden
    return FieldProblem("invalid-request", "Invalid request", detail, shown, more=more)


def broken_json(error: Mapping[str, object] | None = None) -> Problem:
    """Return 400: the body cannot be read, and at which character."""
    location = error.get("loc") if error else None
    at = (
        f", at character {location[1]}" if isinstance(location, tuple) and len(location) > 1 else ""
    )
    return Problem(400, "broken-json", "Broken JSON", f"The body is no JSON in UTF-8{at}.")


def _field_error(error: Mapping[str, object]) -> FieldError:
    location, *path = _parts(error.get("loc"))
    kind = str(error.get("type", "invalid"))
    return FieldError(
        field=".".join(path),
        place=location,
        code=kind.replace("_", "-"),
        message=_message(error, kind),
    )


def _parts(location: object) -> list[str]:
    parts = [str(part) for part in location] if isinstance(location, tuple | list) else []
    return [printable(part) for part in parts] or ["body"]


def printable(name: str, longest: int = LONGEST_NAME) -> str:
    """Cut a name that a client sent to what may be shown: printable, at most 64 characters."""
    return "".join(letter for letter in name if letter.isprintable())[:longest]


def _message(error: Mapping[str, object], kind: str) -> str:
    if kind in _MESSAGES:
        return _MESSAGES[kind]
    context = error.get("ctx")
    pattern = context.get("pattern") if isinstance(context, Mapping) else None
    if isinstance(pattern, str) and pattern in _PATTERNS:
        return _PATTERNS[pattern]
    plain = (
        str(error.get("msg", "")).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    )
    return plain.replace("Input should", "should").replace("String should", "should")


def _is_storable(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, Mapping):
        return all(_is_storable(key) and _is_storable(inner) for key, inner in value.items())
    return not isinstance(value, list | tuple | set | frozenset) or all(
        _is_storable(inner) for inner in value
    )
