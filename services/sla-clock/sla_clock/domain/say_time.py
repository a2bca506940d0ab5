"""Says instants and lengths of time as people do."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_STEPS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def say_instant(instant: datetime, zone: ZoneInfo) -> str:
    """`Wed 25 Nov 2026 15:00 EST`; with seconds where it has some."""
    local = instant.astimezone(zone)
    clock = "%H:%M:%S" if local.second else "%H:%M"
    return f"{local:%a} {local.day} {local:%b %Y} {local:{clock}} {local:%Z}"


def say_day(instant: datetime, zone: ZoneInfo) -> str:
    """`Thu 26 Nov 2026`."""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y}"


def say_length(length: timedelta) -> str:
    """`2 d 3 h`: the two largest units, rounded down to a second; `less than a second` below that."""
    left, said = int(length.total_seconds()), list[str]()
    for unit, seconds in _STEPS:
        number, left = divmod(left, seconds)
        if number:
            said.append(f"{number} {unit}")
    return " ".join(said[:2]) or "less than a second"
