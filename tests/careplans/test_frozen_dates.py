"""The dates of a published version of a calendar are data: nothing moves them (CP-25)."""

from datetime import date
from pathlib import Path

import holidays
import pytest

from careplans.calendars import Calendar, read_calendars
from careplans.check_terms import check_folder
from careplans.errors import InvalidCatalogue
from careplans.freeze_calendars import freeze_calendars

OURS = """
id = "ours"
version = 1
zone = "America/Detroit"
holidays_of = "US"
"""
TERMS = (Path(__file__).parents[2] / "libs/careplans/careplans/data/terms/2010.1.toml").read_text(
    encoding="utf-8"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vendor's folder with one published calendar."""
    for name, text in (("calendars", OURS), ("terms", TERMS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ours.1.toml").write_text(text, encoding="utf-8")
    freeze_calendars(tmp_path / "calendars")
    return tmp_path


@pytest.fixture
def a_newer_release(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library as a later release may be: one day more in 2026, and one less."""
    del folder  # It is published before.
    release_of_today = holidays.country_holidays

    def newer(
        country: str, years: range = range(0), language: str | None = None
    ) -> holidays.HolidayBase:
        known = release_of_today(country, years=years, language=language)
        if 2026 in years:
            known[date(2026, 10, 9)] = "A new day"
            known.pop(date(2026, 11, 11))
        return known

    monkeypatch.setattr(holidays, "country_holidays", newer)


def published(folder: Path) -> Calendar:
    return read_calendars(folder / "calendars")["ours", 1]


@pytest.mark.usefixtures("a_newer_release")
def test_a_newer_release_of_the_library_moves_no_date_of_a_published_version(folder: Path) -> None:
    calendar = published(folder)
    assert calendar.is_working_day(date(2026, 10, 9))
    assert not calendar.is_working_day(date(2026, 11, 11))


@pytest.mark.usefixtures("a_newer_release")
def test_the_check_says_what_a_newer_release_says_otherwise(folder: Path) -> None:
    assert check_folder(folder)[0] == (
        "calendar ours version 1: the installed library of holidays says otherwise of 2 days, the"
        " first of them 2026-10-09 (A new day) is new; this version keeps its dates, a new one"
        " would take those"
    )


def test_a_calendar_whose_dates_are_not_frozen_is_refused(folder: Path) -> None:
    (folder / "calendars" / "ours.1.dates").unlink()
    with pytest.raises(InvalidCatalogue) as refused:
        check_folder(folder)
    assert str(refused.value) == (
        f"ours.1.toml: its dates are not frozen: run `python -m careplans freeze {folder}`"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("2026-11-11 Veterans Day\n", ""), ("2026-11-11", "2026-11-12"), ("sha256", "sha512")],
)
def test_dates_that_were_touched_are_refused(folder: Path, old: str, new: str) -> None:
    file = folder / "calendars" / "ours.1.dates"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidCatalogue, match="the frozen dates were changed"):
        check_folder(folder)


def test_a_version_that_was_changed_after_it_was_published_is_refused(folder: Path) -> None:
    file = folder / "calendars" / "ours.1.toml"
    file.write_text(OURS + 'removed = ["Columbus Day"]\n', encoding="utf-8")
    with pytest.raises(InvalidCatalogue, match="'ours' version 1 was changed after its dates were"):
        check_folder(folder)


def test_freezing_again_leaves_what_is_published(folder: Path) -> None:
    file = folder / "calendars" / "ours.1.dates"
    before = file.read_bytes()
    (folder / "calendars" / "ours.2.toml").write_text(
        OURS.replace("version = 1", "version = 2"), encoding="utf-8"
    )
    new = [folder / "calendars" / f"ours.2.{one}" for one in ("zone", "dates")]
    assert freeze_calendars(folder / "calendars") == tuple(new)
    assert file.read_bytes() == before


def test_a_frozen_calendar_ends_with_its_dates_and_says_the_same_as_the_library(
    folder: Path,
) -> None:
    calendar, live = published(folder), Calendar(published(folder).source)
    assert calendar.last_year == live.last_year
    for year in (1970, 2026, calendar.last_year):
        assert calendar.preview(year) == live.preview(year)
    # Before the first year that is frozen the library is asked.
    assert calendar.preview(1969) == live.preview(1969)


def test_a_calendar_in_which_no_time_counts_is_refused(folder: Path) -> None:
    every = ", ".join(
        f'{{ name = "Off", every = "{month:02}-{day:02}" }}'
        for month in range(1, 13)
        for day in range(1, 32)
        if (month, day) not in {(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)}
    )
    idle = OURS.replace('"ours"', '"idle"').replace('holidays_of = "US"', f"added = [{every}]")
    (folder / "calendars" / "idle.toml").write_text(idle, encoding="utf-8")
    freeze_calendars(folder / "calendars")
    with pytest.raises(InvalidCatalogue, match=r"idle.toml: no time counts in the whole year 1970"):
        check_folder(folder)
