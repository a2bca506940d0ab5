"""Says where in a vendor's folder a mistake is: file, line and column."""

import re
from pathlib import Path

from careplans.errors import InvalidCatalogue
from careplans.toml_positions import position_of

_READERS = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]+)`$")


def say_what_is_invalid(error: InvalidCatalogue, folder: Path) -> str:
    """Return `FOLDER/calendars/ours.1.toml:4:1: zone: no time zone 'America/Motown'`.

    Without line and column where the mistake is the whole file's; the error's own words where its
    file is not in the folder.
    """
    files = [file for file in folder.rglob("*") if file.name == error.file and file.is_file()]
    if len(files) != 1:
        return str(error)
    field = f"{error.field}: " if error.field else ""
    where = _position(error, files[0].read_text(encoding="utf-8", errors="replace"))
    location = "" if where is None else f":{where[0]}:{where[1]}"
    return f"{files[0]}{location}: {field}{_READERS.sub('', error.problem)}"


def _position(error: InvalidCatalogue, text: str) -> tuple[int, int] | None:
    if reader := _READERS.search(error.problem):
        return int(reader["line"]), int(reader["column"])
    if unknown := _UNKNOWN.search(error.problem):
        field = f"{error.field}.{unknown['name']}" if error.field else unknown["name"]
        return position_of(field, text)
    # A mistake of several fields is told by a sentence that begins with one of them.
    return position_of(error.field or re.split(r"[\s:]", error.problem, maxsplit=1)[0], text)
