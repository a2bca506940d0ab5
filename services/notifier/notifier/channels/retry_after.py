"""Reads how long a provider asks us to wait (RFC 9110, `Retry-After`)."""

from collections.abc import Mapping
from datetime import timedelta

LONGEST = timedelta(minutes=15)


def wait_asked_for(headers: Mapping[str, str]) -> timedelta | None:
    """The wait in seconds, no longer than fifteen minutes. None where nothing is asked, or by a date, which needs clocks that agree."""
    said = headers.get("retry-after", "").strip()
    if not said.isascii() or not said.isdigit():
        return None
    return min(timedelta(seconds=int(said[:9])), LONGEST)
