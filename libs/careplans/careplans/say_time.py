"""Says instants and days as people do, in the local time of a zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from careplans.calendars import Calendar
from careplans.zone_offsets import microseconds


def say_instant(instant: datetime, zone: ZoneInfo) -> str:
    """Return `Wed 25 Nov 2026 15:00 EST`, with seconds unless they are zero."""
    local = instant.astimezone(zone)
    clock = "%H:%M:%S" if local.second else "%H:%M"
    return f"{local:%a} {local.day} {local:%b %Y} {local:{clock}} {local:%Z}"


def say_due(due_at: datetime, calendar: Calendar) -> str:
    """Return `Fri 18 Sep 2026 24:00 EDT` at the very end of working time (CP-24).

    Any other instant reads as from `say_instant`.
    """
    local = due_at.astimezone(calendar.zone)
    day_before = (due_at - timedelta.resolution).astimezone(calendar.zone)
    # Where working time goes on, it is the midnight that begins a day.
    ends = calendar.working_time.is_end(microseconds(due_at))
    if local.time() != time() or not ends:
        return say_instant(due_at, calendar.zone)
    return f"{day_before:%a} {day_before.day} {day_before:%b %Y} 24:00 {day_before:%Z}"


def say_day(instant: datetime, zone: ZoneInfo) -> str:
    """Return the day as `Thu 26 Nov 2026`."""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y}"
