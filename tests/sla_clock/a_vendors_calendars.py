"""Calendars of a vendor that publishes later versions of one, and promises that follow them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import pytest

from careplans import calendars
from careplans.freeze_calendars import freeze_calendars
from events.catalogue.terms import CalendarRef, Plan, Promise
from tests.sla_clock.promises import WARNED, promise

BERLIN = ZoneInfo("Europe/Berlin")
_HEAD = 'id = "shop"\nversion = {}\nzone = "Europe/Berlin"\n'
SHOP: Final[Mapping[int, str]] = {
    1: 'hours = ["09:00-17:00"]\n',
    # Around the clock: more is worked, so nearly everything is due earlier.
    2: "",
    # Two days off: what reaches beyond one of them is due later.
    3: 'hours = ["09:00-17:00"]\nadded = [{ name = "Fair", on = 2026-11-18 }, '
    '{ name = "Move", on = 2026-11-24 }]\n',
    # Half of the hours: less is used up than by the first.
    4: 'hours = ["13:00-17:00"]\n',
}


def write_calendars(folder: Path, *versions: int) -> Path:
    """A vendor's folder with these versions of the shop's calendar, published."""
    (folder / "calendars").mkdir(exist_ok=True)
    for version in versions:
        text = _HEAD.format(version) + SHOP[version]
        (folder / "calendars" / f"shop.{version}.toml").write_text(text, encoding="utf-8")
    freeze_calendars(folder / "calendars")
    return folder


def copy_terms(folder: Path) -> None:
    """Put the package's terms into a vendor's folder."""
    (folder / "terms").mkdir()
    for terms in (Path(calendars.__file__).parent / "data" / "terms").iterdir():
        (folder / "terms" / terms.name).write_bytes(terms.read_bytes())


@contextmanager
def known_shop(folder: Path, *versions: int) -> Iterator[None]:
    """Those versions are known in this process, and no other of the vendor's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "_of_the_vendor", {})
        calendars.take_calendars(write_calendars(folder, *versions) / "calendars")
        yield


def shop(version: int) -> CalendarRef:
    """A version of the shop's calendar."""
    return CalendarRef(calendar_id="shop", version=version, zone="Europe/Berlin")


def following(version: int = 1, plan: Plan = "gold", *, follows: bool = True) -> Promise:
    """A promise by the shop's calendar, which follows its later versions."""
    return msgspec.structs.replace(
        promise(plan, WARNED), calendar=shop(version), follows_calendar=follows
    )


def local(text: str) -> datetime:
    """An instant written as the shop's local time: `2026-11-16 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)
