"""Says the instants of an explanation in one zone: the vendor's, or its customer's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.calendars import Calendar
from careplans.say_time import say_day, say_due, say_instant


@dataclass(frozen=True, slots=True)
class SayIn:
    """Instants are said in `zone`; days off are the calendar's, so they keep its zone."""

    calendar: Calendar
    zone: ZoneInfo

    @property
    def is_vendors(self) -> bool:
        """Return whether this is the zone in which the calendar's days begin."""
        return self.zone.key == self.calendar.zone.key

    def instant(self, at: datetime) -> str:
        """Return `Wed 25 Nov 2026 15:00 EST`."""
        return say_instant(at, self.zone)

    def due(self, due_at: datetime) -> str:
        """Return the same, but `24:00` at the very end of the vendor's working time (CP-24)."""
        return say_due(due_at, self.calendar) if self.is_vendors else self.instant(due_at)

    def stretch(self, start: datetime, end: datetime) -> str:
        """Return `from Wed 25 Nov 2026 15:00 EST to 16:30 EST`, with the day where it is another's.

        Of a stretch within a minute, only its beginning.
        """
        begin, until = say_instant(start, self.zone), say_instant(end, self.zone)
        if begin == until:
            return f"from {begin}"
        first, last = say_day(start, self.zone), say_day(end, self.zone)
        return f"from {begin} to {until.removeprefix(f'{last} ') if first == last else until}"

    def days(self, start: datetime, end: datetime) -> str:
        """Return `Thu 26 Nov 2026`, or `Fri 5 Feb 2027 to Sun 7 Feb 2027`; `end` is exclusive."""
        zone = self.calendar.zone
        first, last = say_day(start, zone), say_day(end - timedelta.resolution, zone)
        return first if first == last else f"{first} to {last}"
