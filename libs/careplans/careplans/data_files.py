"""Reads TOML files of terms and calendars into typed structs, with one-line error messages."""

import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from careplans.errors import InvalidCatalogue

T = TypeVar("T")

# msgspec names the field in the text of its message only.
_PROBLEM_AND_FIELD = re.compile(r"^(?P<problem>.*?)(?: - at `\$\.?(?P<field>.*)`)?$", re.DOTALL)
PACKAGED = files("careplans") / "data"


def toml_files(folder: Traversable) -> Sequence[Traversable]:
    """Return the folder's TOML files by name; none if there is no such folder."""
    if not folder.is_dir():
        return ()
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )


def read_toml(file: Traversable, kind: type[T]) -> T:
    """Return the file's content as `kind`. Raises InvalidCatalogue, naming file and field."""
    try:
        return msgspec.toml.decode(file.read_text(encoding="utf-8"), type=kind)
    # Before its base class DecodeError: only this one names a field.
    except msgspec.ValidationError as error:
        raise _invalid(file, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise InvalidCatalogue(
            file.name, "", _one_line(f"not readable as TOML: {error}")
        ) from error


def _invalid(file: Traversable, message: str) -> InvalidCatalogue:
    match = _PROBLEM_AND_FIELD.match(message)
    problem, field = (match["problem"], match["field"] or "") if match else (message, "")
    return InvalidCatalogue(file.name, field, _one_line(problem))


def _one_line(text: str) -> str:
    return " ".join(text.split())
