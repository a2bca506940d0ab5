"""Says where in a vendor's folder a mistake is: file, line and column."""

import re
from pathlib import Path

from careplans.errors import InvalidCatalogue
from careplans.toml_positions import position_of

_READERS = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_UNKNOWN = re.compile(r"there is no `(?P<name>[^`]+)` here")
_FIELD = re.compile(r"['`]?(?P<name>[\w.-]+)['`]?(?=[\s:])")


def say_what_is_invalid(error: InvalidCatalogue, folder: Path) -> str:
    """Return `FOLDER/calendars/ours.1.toml:4:1: zone: no time zone 'America/Motown'`.

    Without line and column where the mistake is the whole file's; the error's own words where its
    file is not in the folder.
    """
    try:
        files = _of_that_name(error, folder)
    except OSError:
        # Such as a name that is longer than any file system takes.
        files = []
    return say_where(error, files[0]) if len(files) == 1 else str(error)


def say_where(error: InvalidCatalogue, file: Path) -> str:
    """Return the same of a mistake in this very file."""
    field = f"{error.field}: " if error.field else ""
    where = _position(error, _text_of(file))
    location = "" if where is None else f":{where[0]}:{where[1]}"
    return f"{file}{location}: {field}{_READERS.sub('', error.problem)}"


def _of_that_name(error: InvalidCatalogue, folder: Path) -> list[Path]:
    files = [file for file in folder.rglob("*") if file.name == error.file]
    if len(files) > 1:
        files = [file for file in files if file.parent.name == error.part]
    return files


def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else ""


def _position(error: InvalidCatalogue, text: str) -> tuple[int, int] | None:
    if reader := _READERS.search(error.problem):
        return int(reader["line"]), int(reader["column"])
    # A mistake of several fields is told by a sentence that begins with one of them.
    named = _UNKNOWN.match(error.problem) or _FIELD.match(error.problem)
    return position_of(".".join([*filter(None, [error.field, named and named["name"]])]), text)
