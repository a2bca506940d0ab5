"""Says what is wrong with data without the data: a value that does not fit may be what somebody
wrote, and what is said of it is kept and logged."""

import re
from typing import Final

import msgspec

_QUOTED: Final = re.compile(r"""["'].*["']""", re.DOTALL)
"""All from the first quote to the last, since a value may hold quotes itself."""


def plain_problem(problem: Exception) -> str:
    """Return what is wrong, and where, without any value of the data."""
    if isinstance(problem, msgspec.MsgspecError):
        return _QUOTED.sub("...", str(problem))
    # Of Python's own errors, many repeat what they were given.
    return type(problem).__name__
