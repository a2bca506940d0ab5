"""A plan manager sees a year of a calendar, and what it changes, before it is used (CP-25)."""

from pathlib import Path

import pytest

from careplans.__main__ import main
from careplans.calendars import read_calendars
from careplans.preview_calendar import changes_in, days_with_other_hours, version_before

FIRST = """
id = "shop"
version = 1
zone = "America/Detroit"
holidays_of = "US"
"""
SECOND = """
id = "shop"
version = 2
zone = "America/Detroit"
holidays_of = "US"
removed = ["Columbus Day"]

[hours_on]
friday = ["08:00-12:00"]

[[half_days]]
name = "Christmas Eve"
before = "Christmas Day"
hours = ["08:00-10:00"]

[[open_days]]
name = "Stocktaking"
on = 2026-11-28
hours = ["10:00-14:00"]

[[closures]]
name = "Move"
since = 2026-11-24T10:00:00
until = 2026-11-25T12:00:00
"""
CHANGES = [
    "every Friday (49 days): 08:00-12:00, before all day",
    "Mon 2026-10-12: all day, before Columbus Day",
    "Tue 2026-11-24: 00:00-10:00, before all day",
    "Wed 2026-11-25: 12:00-24:00, before all day",
    "Sat 2026-11-28: 10:00-14:00, before weekend",
    "Thu 2026-12-24: 08:00-10:00, before all day",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vendor's folder with drafts of two versions."""
    (tmp_path / "calendars").mkdir()
    for number, text in enumerate((FIRST, SECOND), start=1):
        (tmp_path / "calendars" / f"shop.{number}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_a_version_changes_is_said_a_day_a_line_and_the_usual_week_in_one(
    folder: Path,
) -> None:
    drafts = read_calendars(folder / "calendars", drafts=True)
    assert list(changes_in(2026, drafts["shop", 1], drafts["shop", 2])) == CHANGES
    assert changes_in(2026, drafts["shop", 2], drafts["shop", 2]) == ()


def test_another_zone_is_a_change(folder: Path) -> None:
    file = folder / "calendars" / "shop.2.toml"
    file.write_text(FIRST.replace("= 1", "= 2").replace("Detroit", "Chicago"), encoding="utf-8")
    drafts = read_calendars(folder / "calendars", drafts=True)
    assert list(changes_in(2026, drafts["shop", 1], drafts["shop", 2])) == [
        "zone: America/Chicago, before America/Detroit"
    ]


def test_days_with_other_hours_are_listed_with_their_names(folder: Path) -> None:
    second = read_calendars(folder / "calendars", drafts=True)["shop", 2]
    assert [(str(one.day), one.name, one.hours) for one in days_with_other_hours(second, 2026)] == [
        ("2026-11-24", "Move", ("00:00-10:00",)),
        ("2026-11-25", "Move", ("12:00-24:00",)),
        ("2026-11-28", "Stocktaking", ("10:00-14:00",)),
        ("2026-12-24", "Christmas Eve", ("08:00-10:00",)),
    ]


def test_the_terminal_shows_drafts_with_what_they_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        file = folder / "calendars" / f"shop.{number}.toml"
        file.write_text(file.read_text("utf-8").replace("shop", "kiosk"), encoding="utf-8")
    assert main(["calendar", "kiosk", "2026", "--folder", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "kiosk version 2, America/Detroit, 2026:"
    assert "Fridays  08:00-12:00" in lines
    assert "Thu 2026-12-24  Christmas Eve: 08:00-10:00" in lines
    assert lines[-7] == "against version 1: 6 changes"
    assert lines[-6:] == [f"  {change}" for change in CHANGES]
    # What was read of a folder is known from then on.
    assert main(["calendar"]) == 0
    assert "kiosk version 1" in capsys.readouterr().out.splitlines()


def test_a_first_version_has_none_before_it(folder: Path) -> None:
    assert version_before(read_calendars(folder / "calendars", drafts=True)["shop", 1]) is None
