"""The clock of a published version of a calendar is data: no release of zones moves it (CP-25)."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careplans.__main__ import main
from careplans.calendars import Calendar, read_calendars, with_packaged
from careplans.check_terms import check_folder
from careplans.compute_deadline import compute_deadline
from careplans.errors import InvalidCatalogue
from careplans.freeze_calendars import freeze_calendars
from careplans.preview_calendar import changes_in
from careplans.target import read_target
from careplans.zone_data import ZONE_DATA

OURS = """
id = "ours"
version = {version}
zone = "America/Detroit"
holidays_of = "US"
"""
TERMS = (Path(__file__).parents[2] / "libs/careplans/careplans/data/terms/2010.1.toml").read_text(
    encoding="utf-8"
)
BEFORE_THE_CHANGE = datetime(2027, 3, 10, 20, tzinfo=UTC)
"""Four days before Detroit's clocks go forward; 15:00 there."""
WITH_SUMMER_TIME, WITHOUT = "2027-03-17T19:00:00+00:00", "2027-03-17T20:00:00+00:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vendor's folder with one published calendar."""
    for name in ("calendars", "terms"):
        (tmp_path / name).mkdir()
    (tmp_path / "terms" / "ours.1.toml").write_text(TERMS, encoding="utf-8")
    publish(tmp_path, 1)
    return tmp_path


@pytest.fixture
def a_newer_release(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The data of zones as a later release may be: Detroit has winter time for ever."""
    del folder  # It is published before.
    newer = tmp_path_factory.mktemp("newer")
    shutil.copytree(str(files("tzdata")), newer / "tzdata")
    shutil.copy(newer / "tzdata/zoneinfo/Etc/GMT+5", newer / "tzdata/zoneinfo/America/Detroit")
    real = resources.files

    def of_the_newer(package: str) -> object:
        is_zones = package.split(".", maxsplit=1)[0] == "tzdata"
        return newer.joinpath(*package.split(".")) if is_zones else real(package)

    # The library asks the package for its files each time, and so does the freezing.
    monkeypatch.setattr(resources, "files", of_the_newer)
    monkeypatch.setattr("careplans.frozen_zone.files", of_the_newer)
    ZoneInfo.clear_cache()
    yield
    monkeypatch.undo()
    ZoneInfo.clear_cache()


def publish(folder: Path, version: int) -> None:
    file = folder / "calendars" / f"ours.{version}.toml"
    file.write_text(OURS.format(version=version), encoding="utf-8")
    freeze_calendars(folder / "calendars")


def published(folder: Path, version: int = 1) -> Calendar:
    return read_calendars(folder / "calendars")["ours", version]


def due(calendar: Calendar) -> str:
    target = read_target("5 business days", "working-time")
    due_at = compute_deadline(BEFORE_THE_CHANGE, target, calendar).due_at
    assert due_at is not None
    return due_at.isoformat()


@pytest.mark.usefixtures("a_newer_release")
def test_a_newer_release_of_zones_moves_nothing_that_a_published_version_promises(
    folder: Path,
) -> None:
    assert due(published(folder)) == WITH_SUMMER_TIME
    assert due(Calendar(published(folder).source)) == WITHOUT, "the release is not newer"


@pytest.mark.usefixtures("a_newer_release")
def test_a_new_version_takes_the_newer_clock_and_its_preview_says_from_when(folder: Path) -> None:
    publish(folder, 2)
    old, new = published(folder), published(folder, 2)
    assert (due(old), due(new)) == (WITH_SUMMER_TIME, WITHOUT)
    assert changes_in(2027, old, new) == (
        "zone: the clock of America/Detroit differs from 2027-03-14T07:00:00Z on",
    )


@pytest.mark.usefixtures("a_newer_release")
def test_the_check_says_what_a_newer_release_says_otherwise(folder: Path) -> None:
    assert check_folder(folder)[0] == (
        f"calendar ours version 1: the installed {ZONE_DATA} says otherwise of America/Detroit from"
        f" 2010-03-14T07:00:00Z on; this version keeps the clock of {ZONE_DATA}, a new one would"
        " take that"
    )


def test_data_that_say_the_same_in_other_bytes_are_no_change(folder: Path) -> None:
    rewrite(folder, lambda body: body.replace(f"by {ZONE_DATA}", "by tzdata 2010.1"))
    assert not [line for line in check_folder(folder) if "calendar ours" in line]


def test_a_version_of_before_clocks_were_frozen_counts_on_and_is_frozen_when_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frozen, clock = published(folder), folder / "calendars" / "ours.1.zone"
    clock.unlink()
    before = published(folder)
    assert due(before) == WITH_SUMMER_TIME
    assert check_folder(folder)[0] == (
        "calendar ours version 1: the clock of America/Detroit is not frozen: a new release of the"
        " data of zones may move what is promised; `python -m careplans freeze` freezes it as it is"
        " now"
    )
    # What runs already knows the version without a clock, and takes it for the same.
    assert with_packaged({("ours", 1): frozen}, {("ours", 1): before})
    assert main(["freeze", str(folder)]) == 0
    assert capsys.readouterr().out == f"{clock}\n1 calendar frozen\n"
    assert not [line for line in check_folder(folder) if "calendar ours" in line]


@pytest.mark.usefixtures("a_newer_release")
def test_two_clocks_of_one_version_are_refused(folder: Path) -> None:
    ours = published(folder)
    (folder / "calendars" / "ours.1.zone").unlink()
    freeze_calendars(folder / "calendars")
    with pytest.raises(InvalidCatalogue, match="'ours' version 1 is known already, and says somet"):
        with_packaged({("ours", 1): published(folder)}, {("ours", 1): ours})


@pytest.mark.parametrize(
    ("old", "new"), [("VFpp", "VFpq"), ("America/Detroit by", "America/Toronto by"), ("sha", "md")]
)
def test_a_clock_that_was_touched_is_refused(folder: Path, old: str, new: str) -> None:
    file = folder / "calendars" / "ours.1.zone"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidCatalogue, match=r"ours.1.zone: the frozen clock was changed: take"):
        check_folder(folder)


def test_what_is_no_clock_is_refused_whatever_its_sum(folder: Path) -> None:
    rewrite(folder, lambda body: body[: body.index("VFpp")] + "AAAA\n")
    with pytest.raises(InvalidCatalogue, match=r"ours.1.zone: the frozen clock is no TZif file"):
        check_folder(folder)


def test_a_draft_whose_freezing_was_cut_off_is_published_by_the_next(folder: Path) -> None:
    (folder / "calendars" / "ours.1.dates").unlink()
    (folder / "calendars" / "ours.1.zone").write_text("half", encoding="utf-8")
    freeze_calendars(folder / "calendars")
    assert due(published(folder)) == WITH_SUMMER_TIME


def rewrite(folder: Path, change: Callable[[str], str]) -> None:
    """Change the body of the clock's file, with a sum that fits."""
    file = folder / "calendars" / "ours.1.zone"
    head, _, rest = file.read_text(encoding="utf-8").partition("sha256 ")
    body = change(rest.partition("\n")[2])
    text = f"{head}sha256 {sha256(body.encode()).hexdigest()}\n{body}"
    file.write_text(text, encoding="utf-8")
