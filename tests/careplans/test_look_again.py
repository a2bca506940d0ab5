"""A calendar that was published after a process began is found in the vendor's folder (CP-25)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from careplans.calendars import Calendar, load_calendar
from careplans.errors import UnknownCalendar
from careplans.look_again import LOOK_EVERY_S, CalendarFolder, Looked
from tests.sla_clock.a_vendors_calendars import known_shop, write_calendars

pytestmark = pytest.mark.rule("CP-25")


class Watching:
    """A folder, its time, and what it told."""

    def __init__(self, folder: Path | None) -> None:
        self.now, self.told = 100.0, list[Looked]()
        self.folder = CalendarFolder(folder, lambda: self.now, self.told.append)

    def second(self) -> Calendar:
        """The shop's second version, wherever it is found."""
        return self.folder.knowing(lambda: load_calendar("shop", 2))


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Path]:
    """A folder of which the first version is known."""
    with known_shop(tmp_path, 1):
        yield tmp_path


def test_what_is_known_needs_no_look(vendor: Path) -> None:
    watching = Watching(vendor)
    assert watching.folder.knowing(lambda: load_calendar("shop", 1)).version == 1
    assert watching.told == []


def test_what_was_published_meanwhile_is_found(vendor: Path) -> None:
    watching, before = Watching(vendor), load_calendar("shop", 1)
    write_calendars(vendor, 2, 3)
    assert watching.second().version == 2
    assert [one.found for one in watching.told] == [[("shop", 2), ("shop", 3)]]
    # What was known stays what it was, with all that it has counted.
    assert load_calendar("shop", 1) is before


def test_what_the_folder_lacks_is_told_once_and_looked_for_at_intervals(vendor: Path) -> None:
    watching = Watching(vendor)
    for _ in range(3):
        with pytest.raises(UnknownCalendar, match="no calendar 'shop' in version 2"):
            watching.second()
        watching.now += LOOK_EVERY_S
    assert [one.missing for one in watching.told] == ["no calendar 'shop' in version 2"]
    assert watching.told[0].problem is None
    with pytest.raises(UnknownCalendar):
        watching.second()
    write_calendars(vendor, 2)
    # A look was just now.
    watching.now += LOOK_EVERY_S - 0.1
    with pytest.raises(UnknownCalendar):
        watching.second()
    watching.now += 0.1
    assert watching.second().version == 2


def test_a_folder_that_is_half_written_is_told_of_and_read_when_it_is_whole(vendor: Path) -> None:
    watching = Watching(vendor)
    dates = write_calendars(vendor, 2) / "calendars" / "shop.2.dates"
    whole = dates.read_bytes()
    dates.unlink()
    with pytest.raises(UnknownCalendar):
        watching.second()
    assert "shop.2" in str(watching.told[0].problem)
    dates.write_bytes(whole)
    watching.now += LOOK_EVERY_S
    assert watching.second().version == 2


def test_without_a_folder_nothing_is_found(vendor: Path) -> None:
    del vendor
    watching = Watching(None)
    with pytest.raises(UnknownCalendar):
        watching.second()
    assert watching.told == [
        Looked(missing="no calendar 'shop' in version 2", problem="no folder was named")
    ]
