"""Reads how long a provider asks us to wait (RFC 9110, `Retry-After`)."""

from collections.abc import Mapping
from datetime import timedelta

LONGEST = timedelta(minutes=15)


def requested_wait(headers: Mapping[str, str]) -> timedelta | None:
    """Return the wait, fifteen minutes at most; None if none is given, or if it is a date.

    A date would need clocks that agree.
    """
    seconds = headers.get("retry-after", "").strip()
    if not seconds.isascii() or not seconds.isdigit():
        return None
    # Nine digits are some thirty years: more of them would only make a number that overflows.
    return min(timedelta(seconds=int(seconds[:9])), LONGEST)
