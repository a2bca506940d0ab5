"""Writes shifts as iCalendar (RFC 5545), so that a phone's calendar shows who is on call."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from icalendar import Calendar, Event, vText

from events.one_line import one_line
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.rotation_shifts import Shift
from notifier.domain.schedule import Schedule


def calendar_feed(
    schedule: Schedule, shifts: Sequence[Shift], directory: OnCallDirectory, drawn_at: datetime
) -> str:
    """Return the calendar's text, with one event a shift.

    The same shift keeps its UID from one feed to the next, so that a phone moves no event twice.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Tocsin//On call//EN")
    calendar.add("calscale", "GREGORIAN")
    # The library escapes no property that it does not know, unless it is told that this is text.
    calendar.add("x-wr-calname", vText(f"On call: {one_line(schedule.name)}"))
    for shift in shifts:
        calendar.add_component(
            _event(schedule, shift, directory.name_of(shift.engineer_id), drawn_at)
        )
    # Unsorted, since RFC 5545 readers expect VERSION and PRODID first.
    text: bytes = calendar.to_ical(sorted=False)
    return text.decode()


def _event(schedule: Schedule, shift: Shift, name: str, drawn_at: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(schedule, shift))
    event.add("dtstamp", drawn_at)
    event.add("dtstart", shift.start)
    event.add("dtend", shift.end)
    event.add("summary", one_line(f"{name} is on call ({schedule.name})"))
    # Being on call does not make somebody busy: meetings can still be planned.
    event.add("transp", "TRANSPARENT")
    return event


def _uid(schedule: Schedule, shift: Shift) -> str:
    parts = (schedule.schedule_id, shift.engineer_id, shift.source, f"{shift.start:%Y%m%dT%H%M%SZ}")
    return f"{blake2b('/'.join(parts).encode(), digest_size=16).hexdigest()}@tocsin"
