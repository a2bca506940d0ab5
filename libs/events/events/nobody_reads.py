"""Ends a command quietly whose output nobody reads any more, as in `... | head -1`."""

import os
import select
import sys
from collections.abc import Callable
from typing import Final

NOBODY_READS: Final = 141
"""The exit code of what SIGPIPE ends in a shell, which Python does not let end anything."""


def while_somebody_reads(run: Callable[[], int]) -> int:
    """Return what `run` returns; NOBODY_READS where stdout was closed by whoever read it.

    Another broken pipe, such as that of a connection, is raised as it is.
    """
    try:
        try:
            return run()
        finally:
            # Now, and not at the interpreter's end, where nobody could catch it: what is printed
            # last may wait here still.
            sys.stdout.flush()
    except BrokenPipeError:
        if not _is_gone():
            raise
        return NOBODY_READS


def _is_gone() -> bool:
    """Return whether nobody reads stdout; then what waits to be written goes nowhere."""
    # Not by a write that fails once more: what could not be written may have been dropped.
    look = select.poll()
    try:
        stdout = sys.stdout.fileno()
    except (OSError, ValueError):
        return False
    look.register(stdout, 0)
    if not any(events & (select.POLLERR | select.POLLHUP) for _, events in look.poll(0)):
        return False
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stdout)
    os.close(nowhere)
    return True
