"""Sums stretches of time by calendar month in a zone (CP-33)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from careplans.local_days import start_of_day

Month: TypeAlias = tuple[int, int]
"""A year and a month of it, 1 to 12."""


def minutes_by_month(
    stretches: Iterable[tuple[datetime, datetime]], zone: ZoneInfo
) -> Mapping[Month, float]:
    """Return the minutes of the stretches by month, as the zone's days are.

    A stretch over a month's end is split there. Real minutes count: an hour that clocks skip or
    repeat makes nothing shorter or longer.
    """
    # Summed as exact lengths, since a sum of fractions may miss an allowance by a rounding.
    sums: dict[Month, timedelta] = {}
    for start, end in stretches:
        for month, length in _split(start, end, zone):
            sums[month] = sums.get(month, timedelta()) + length
    return {month: length / timedelta(minutes=1) for month, length in sums.items()}


def _split(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[Month, timedelta]]:
    while start < end:
        local = start.astimezone(zone)
        cut = min(end, start_of_day(_first_of_next_month(local.date()), zone))
        yield (local.year, local.month), cut - start
        start = cut


def _first_of_next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
