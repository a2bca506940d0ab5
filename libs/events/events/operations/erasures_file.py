"""The list of erasures that is kept apart from the database, so that a restore can repeat them."""

import errno
import os
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from events.event import Event

E = TypeVar("E", bound=Event)


class BadErasuresFile(Exception):
    """A line of the file is none that this service wrote. Nothing of it was repeated."""


def note_erasure(file: Path, event: Event) -> None:
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


def read_erasures(file: Path, kind: type[E], whose: Callable[[E], Hashable]) -> Sequence[E]:
    """Return the last erasure of each person, in the order of the file.

    `kind` is the event that the service notes, `whose` tells persons apart. Raises BadErasuresFile,
    OSError.
    """
    last: dict[Hashable, E] = {}
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            event = msgspec.json.decode(line, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            raise BadErasuresFile(f"line {number}: {problem}") from None
        last[whose(event)] = event
    return list(last.values())
