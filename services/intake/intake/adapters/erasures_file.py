"""The list of erasures that is kept apart from the database, so that a restore can repeat them."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from events.catalogue.customer_events import PersonalDataErased

_DECODER = msgspec.json.Decoder(PersonalDataErased)


class BadErasuresFile(Exception):
    """A line of the file is none that intake wrote. Nothing of it was repeated."""


def note_erasure(file: Path, event: PersonalDataErased) -> None:
    """Add an erasure to the end of the file, as one JSON line, and wait until the disk has it.

    Raises OSError.
    """
    line = msgspec.json.encode(event) + b"\n"
    # Only ids are in it, but who asked to be forgotten is nobody's business.
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that a full disk cut short stays a line of its own, which reading names.
        if os.fstat(handle).st_size and os.pread(handle, 1, os.fstat(handle).st_size - 1) != b"\n":
            line = b"\n" + line
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, "the list of erasures has no room for a line")
        os.fsync(handle)
    finally:
        os.close(handle)


def read_erasures(file: Path) -> Sequence[PersonalDataErased]:
    """Return the last erasure of each person, in the order of the file.

    Raises BadErasuresFile, OSError.
    """
    last: dict[tuple[str, str], PersonalDataErased] = {}
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            event = _DECODER.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            raise BadErasuresFile(f"line {number}: {problem}") from None
        last[event.customer_id, event.user_id] = event
    return list(last.values())
