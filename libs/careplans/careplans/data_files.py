"""Reads TOML files of terms and calendars into typed structs, with one-line error messages."""

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from careplans.errors import InvalidCatalogue
from careplans.say_mistake import say_mistake, say_unreadable

T = TypeVar("T")

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
    text = read_text(file)
    try:
        return msgspec.toml.decode(text, type=kind)
    # Before its base class DecodeError: only this one names a field.
    except msgspec.ValidationError as error:
        field, problem = say_mistake(str(error), msgspec.toml.decode(text), kind)
        raise InvalidCatalogue(file.name, field, problem) from error
    except (msgspec.DecodeError, ValueError) as error:
        raise InvalidCatalogue(file.name, "", say_unreadable(str(error))) from error


def read_text(file: Traversable) -> str:
    """Return the file's text, without the mark that some editors begin a file with.

    Raises InvalidCatalogue for a file that cannot be read, or is not in UTF-8.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidCatalogue(file.name, "", f"it cannot be read: {error.strerror}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problem = f"a character that is not in UTF-8 (at line {line}, column {column})"
        raise InvalidCatalogue(file.name, "", problem) from error
