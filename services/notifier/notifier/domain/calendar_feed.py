"""Writes shifts as iCalendar (RFC 5545), so that a phone's calendar shows who is on call."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b

from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.one_line import one_line
from notifier.domain.rotation_shifts import Shift
from notifier.domain.schedule import Schedule

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})
_LINE_OCTETS = 75


def calendar_feed(
    schedule: Schedule, shifts: Sequence[Shift], directory: OnCallDirectory, drawn_at: datetime
) -> str:
    """The calendar's text: one event a shift, lines of at most 75 octets, CRLF. The same shift keeps its UID between feeds."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tocsin//On call//EN",
        "CALSCALE:GREGORIAN",
    ]
    lines += [f"X-WR-CALNAME:On call: {_escaped(schedule.name)}"]
    for shift in shifts:
        lines += _event(schedule, shift, directory.name_of(shift.engineer_id), drawn_at)
    lines += ["END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(schedule: Schedule, shift: Shift, name: str, drawn_at: datetime) -> list[str]:
    named = f"{schedule.schedule_id}/{shift.engineer_id}/{shift.source}/{_stamp(shift.start)}"
    return [
        "BEGIN:VEVENT",
        f"UID:{blake2b(named.encode(), digest_size=16).hexdigest()}@tocsin",
        f"DTSTAMP:{_stamp(drawn_at)}",
        f"DTSTART:{_stamp(shift.start)}",
        f"DTEND:{_stamp(shift.end)}",
        f"SUMMARY:{_escaped(f'{name} is on call ({schedule.name})')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _stamp(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return one_line(text).translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Cut between characters, never inside one; a following line begins with a space, which counts."""
    part, room = "", _LINE_OCTETS
    for letter in line:
        if len(part.encode()) + len(letter.encode()) > room:
            yield part
            part = " "
        part += letter
    yield part
