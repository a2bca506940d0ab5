"""Chain heads as lines of text:

`verify` prints them. Keep them out of reach of anyone who can write to the database, and compare
later.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from events.operations.terminal import StopCommand
from events.store.event_table import Head

_HEAD = re.compile(r"head (\d{1,9}) (\d{1,18}) ([0-9a-f]{64})")


def head_line(head: Head) -> str:
    """Return a head as one line: `head SHARD SEQ HASH`."""
    return f"head {head.shard} {head.seq} {head.hash.hex()}"


def read_anchors(file: Path) -> Mapping[int, Mapping[int, set[bytes]]]:
    """Return the heads in a file that `verify` printed, by shard and seq. Raises StopCommand.

    A file may hold the output of many days.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise StopCommand(f"{file}: {getattr(problem, 'strerror', None) or 'is no text'}") from None
    anchors = _anchors(file, lines)
    if not anchors:
        raise StopCommand(f"{file}: has no line such as `head SHARD SEQ HASH`")
    return anchors


def _anchors(file: Path, lines: Iterable[str]) -> dict[int, dict[int, set[bytes]]]:
    anchors: dict[int, dict[int, set[bytes]]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.startswith("head"):
            continue
        match = _HEAD.fullmatch(line.strip())
        if match is None:
            raise StopCommand(f"{file}: line {number} is no `head SHARD SEQ HASH`")
        shard, seq = int(match[1]), int(match[2])
        if seq:
            anchors.setdefault(shard, {}).setdefault(seq, set()).add(bytes.fromhex(match[3]))
        else:
            anchors.setdefault(shard, {})
    return anchors
