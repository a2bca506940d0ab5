"""The list of erasures that is kept apart from the database, so that a restore can repeat them.

An erasure is begun in it before its commit and ended after it. One that was begun and not ended,
since the process or its database died in between, is carried out: it was asked for by somebody who
may, and was not refused.
"""

import errno
import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from events.event import Event
from events.plain_problem import plain_problem

E = TypeVar("E", bound=Event)


class BadErasuresFile(Exception):
    """A line of the file is none that this service wrote. Nothing of it was repeated."""


class _Begun(msgspec.Struct, frozen=True):
    """The line of an erasure that was begun. One that ended is a line by itself."""

    begun: msgspec.Raw = msgspec.Raw(b"")


_BEGUN = msgspec.json.Decoder(_Begun)


def begin_erasure(file: Path, event: Event) -> None:
    """Note an erasure that is about to be committed; it is on the disk when this returns.

    Raises OSError.
    """
    _add(file, msgspec.json.encode(_Begun(msgspec.Raw(msgspec.json.encode(event)))))


def end_erasure(file: Path, event: Event) -> None:
    """Note that an erasure was committed. Raises OSError."""
    _add(file, msgspec.json.encode(event))


def read_erasures(file: Path, kind: type[E], whose: Callable[[E], Hashable]) -> Sequence[E]:
    """Return the last erasure of each person, in the order of the file, also one not ended.

    `kind` is the event that the service notes, `whose` tells persons apart. Raises BadErasuresFile,
    OSError.
    """
    return list({whose(event): event for event, _ in _lines(file, kind)}.values())


def unfinished_erasures(file: Path, kind: type[E]) -> Sequence[E]:
    """Return the erasures that were begun and not ended. Raises as `read_erasures` does."""
    lines = list(_lines(file, kind))
    ended = {event for event, has_ended in lines if has_ended}
    return [event for event in dict.fromkeys(event for event, _ in lines) if event not in ended]


def _lines(file: Path, kind: type[E]) -> Iterator[tuple[E, bool]]:
    """Yield each erasure, and whether the line says that it ended."""
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            begun = bytes(_BEGUN.decode(line).begun)
            yield msgspec.json.decode(begun or line, type=kind), not begun
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            raise BadErasuresFile(f"line {number}: {plain_problem(problem)}") from None


def _add(file: Path, line: bytes) -> None:
    line += b"\n"
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
