"""A phone's calendar reads the feed of a schedule: names that people wrote stay text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from notifier.domain.calendar_feed import calendar_feed
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.rotation_shifts import Shift
from notifier.domain.schedule import Schedule

START = datetime(2026, 11, 16, 14, tzinfo=UTC)
SHIFT = Shift(start=START, end=START + timedelta(days=7), engineer_id="noa", source="weekly")
SCHEDULE = Schedule(schedule_id="front-line", name="Front line", layers=())


def feed_of(schedule: Schedule, *shifts: Shift, days_later: int = 0) -> str:
    return calendar_feed(schedule, shifts, OnCallDirectory(), START + timedelta(days=days_later))


def uid_in(feed: str) -> str:
    return str(Calendar.from_ical(feed).events[0]["uid"])


def test_a_shift_is_an_event_from_its_start_to_its_end_in_utc() -> None:
    feed = feed_of(SCHEDULE, SHIFT)
    assert "DTSTART:20261116T140000Z\r\nDTEND:20261123T140000Z\r\n" in feed
    assert "SUMMARY:noa is on call (Front line)\r\n" in feed


def test_a_shift_makes_nobody_busy() -> None:
    assert "TRANSP:TRANSPARENT\r\n" in feed_of(SCHEDULE, SHIFT)


def test_the_same_shift_keeps_its_uid_on_another_day() -> None:
    assert uid_in(feed_of(SCHEDULE, SHIFT)) == uid_in(feed_of(SCHEDULE, SHIFT, days_later=1))


def test_uids_are_those_of_earlier_releases() -> None:
    assert uid_in(feed_of(SCHEDULE, SHIFT)) == "031c34a79e4ed7f41d83231d269fbcc6@tocsin"


def test_another_person_s_shift_has_another_uid() -> None:
    other = replace(SHIFT, engineer_id="chidi")
    assert uid_in(feed_of(SCHEDULE, SHIFT)) != uid_in(feed_of(SCHEDULE, other))


def test_a_name_cannot_add_a_line_of_its_own() -> None:
    name = "Nights; and, \\weekends\r\nATTACH:http://evil.example\nEND:VCALENDAR"
    feed = feed_of(replace(SCHEDULE, name=name), SHIFT)
    assert "X-WR-CALNAME:On call: Nights\\; and\\, \\\\weekends ATTACH" in feed.replace("\r\n ", "")
    assert not [line for line in feed.split("\r\n") if line.startswith("ATTACH")]
    summary = Calendar.from_ical(feed).events[0]["summary"]
    assert summary == (
        "noa is on call (Nights; and, \\weekends ATTACH:http://evil.example END:VCALENDAR)"
    )


def test_long_lines_are_folded_between_characters() -> None:
    feed = feed_of(replace(SCHEDULE, name="é" * 120), SHIFT)
    assert max(len(line.encode()) for line in feed.split("\r\n")) <= 75
    assert f"On call: {'é' * 120}" in feed.replace("\r\n ", "")


def test_a_schedule_without_shifts_is_an_empty_calendar() -> None:
    feed = feed_of(SCHEDULE)
    assert feed.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert feed.endswith("END:VCALENDAR\r\n")
    assert Calendar.from_ical(feed).events == []
