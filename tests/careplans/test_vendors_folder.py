"""A vendor's calendars and terms are found in its folder by whoever needs them (CP-25)."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from pydantic import ValidationError

from careplans import calendars
from careplans.calendars import (
    calendar_of,
    last_promised_year,
    latest_calendar,
    list_calendars,
    load_calendars,
)
from careplans.check_terms import check_folder
from careplans.errors import InvalidCatalogue, UnknownCalendar, UnknownTerms
from careplans.freeze_calendars import freeze_calendars
from careplans.look_again import CalendarFolder, Looked
from careplans.promise_from_terms import promise_from
from careplans.terms import load_terms
from careplans.vendors_day import vendors_day
from careplans.vendors_folder import read_vendors_folder
from events.catalogue.terms import CalendarRef
from intake.adapters.build_store import library_of
from intake.api.customer_bodies import TermBody
from intake.api.intake_problems import PROBLEMS as INTAKES
from webapi.problems import problem_for

TERMS = (Path(__file__).parents[2] / "libs/careplans/careplans/data/terms/2010.1.toml").read_text(
    encoding="utf-8"
)


def folder_of(
    folder: Path, calendar_id: str, named: str | None = None, holidays_of: str = "DE"
) -> Path:
    """A folder with a calendar in Berlin, and terms that name it, or another one."""
    calendar = (
        f'id = "{calendar_id}"\nversion = 1\nzone = "Europe/Berlin"\n'
        f'holidays_of = "{holidays_of}"\n'
    )
    terms = TERMS.replace('id = "us-federal"', f'id = "{named or calendar_id}"')
    for name, text in (("calendars", calendar), ("terms", terms)):
        (folder / name).mkdir()
        (folder / name / "one.toml").write_text(text, encoding="utf-8")
    freeze_calendars(folder / "calendars")
    return folder


def test_check_clock_and_intake_find_the_calendar_that_the_terms_name(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "berlin")
    check_folder(folder)
    terms = read_vendors_folder(folder)
    promise = promise_from(terms.versions[-1], "gold")
    assert promise.calendar.zone == "Europe/Berlin"
    assert not calendar_of(promise.calendar).is_working_day(date(2026, 10, 3))
    # Late on the last day of December in Detroit it is next year in Berlin.
    assert vendors_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), terms) == date(2027, 1, 1)
    assert library_of(folder).calendar(promise) is calendar_of(promise.calendar)
    assert ("berlin", 1) in list_calendars()
    assert latest_calendar("berlin") is calendar_of(promise.calendar)


def test_terms_that_name_no_calendar_of_the_folder_or_the_package_are_refused_by_all(
    tmp_path: Path,
) -> None:
    folder = folder_of(tmp_path, "paris", named="rome")
    with pytest.raises(InvalidCatalogue, match="no calendar 'rome' in version 1"):
        check_folder(folder)
    with pytest.raises(InvalidCatalogue, match="no calendar 'rome' in version 1"):
        read_vendors_folder(folder)


def test_terms_of_a_folder_with_calendars_may_name_one_of_the_package(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "madrid", named="us-federal")
    check_folder(folder)
    assert promise_from(read_vendors_folder(folder).versions[-1], "gold").calendar.zone == (
        "America/Detroit"
    )


def test_a_version_of_the_package_means_the_same_in_a_vendors_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "us-federal")
    for read in (check_folder, read_vendors_folder):
        with pytest.raises(InvalidCatalogue, match="'us-federal' version 1 is known already"):
            read(folder)


def test_a_folder_may_be_read_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "lisbon")
    again = [read_vendors_folder(folder).versions for _ in range(2)]
    assert again[0] == again[1]


def test_without_a_folder_the_terms_are_those_of_the_package() -> None:
    assert read_vendors_folder(None) is load_terms()


def test_a_term_ends_where_the_calendars_of_the_folder_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Japan's equinoxes, and so its holidays, are known for a year less than the package's."""
    monkeypatch.setattr(calendars, "_of_the_vendor", {})
    packaged = min(calendar.last_year for calendar in load_calendars().values())
    assert last_promised_year() == packaged - 1
    folder = folder_of(tmp_path, "tokyo", holidays_of="JP")
    read_vendors_folder(folder)
    assert last_promised_year() == latest_calendar("tokyo").last_year - 1 < packaged - 1
    with pytest.raises(ValidationError, match=f"in {packaged - 2} at the latest"):
        TermBody.model_validate({"starts_on": "2026-01-01", "ends_on": f"{packaged - 1}-01-01"})


@pytest.mark.rule("CP-25")
def test_intake_looks_for_a_calendar_that_another_process_promised_by(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "oslo")
    looks = list[Looked]()
    library = library_of(folder, CalendarFolder(folder, lambda: 0.0, looks.append))
    later = CalendarRef(calendar_id="oslo", version=2, zone="Europe/Berlin")
    promise = msgspec.structs.replace(
        promise_from(read_vendors_folder(folder).versions[-1], "gold"), calendar=later
    )
    first = (folder / "calendars" / "one.toml").read_text(encoding="utf-8")
    (folder / "calendars" / "two.toml").write_text(
        first.replace("version = 1", "version = 2"), encoding="utf-8"
    )
    freeze_calendars(folder / "calendars")
    assert library.calendar(promise).version == 2
    assert [one.found for one in looks] == [[("oslo", 2)]]


@pytest.mark.parametrize(
    ("error", "code"),
    [(UnknownCalendar, "calendar-not-known"), (UnknownTerms, "terms-not-known")],
)
def test_intake_says_by_name_what_it_does_not_know_yet(error: type[Exception], code: str) -> None:
    problem = problem_for(error("no calendar 'oslo' in version 3"), INTAKES)
    assert problem is not None
    assert (problem.status, problem.code, problem.detail) == (
        503,
        code,
        "no calendar 'oslo' in version 3",
    )
