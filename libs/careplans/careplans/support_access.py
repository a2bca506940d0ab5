"""How customers reach support: the vendor's own data, which may change from a day on (CP-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from careplans.data_files import PACKAGED, read_toml, toml_files
from careplans.errors import InvalidCatalogue


class PhoneNumber(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number, for callers in the vendor's country or for all others."""

    callers: Literal["vendor-country", "elsewhere"]
    number: str


class StaffedHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Local times of a working day in the vendor's zone between which somebody answers."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("hours: they end after they begin")


class SupportAccess(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers, the portal, the language spoken and how to go about it, from a day on.

    When the telephone is staffed is a promise, and stands in the terms; `hours` are longer ones.
    """

    version: str
    valid_from: date
    language: str
    portal: str
    procedure: str
    numbers: tuple[PhoneNumber, ...]
    hours: StaffedHours | None = None

    def __post_init__(self) -> None:
        callers = [number.callers for number in self.numbers]
        if sorted(callers) != ["elsewhere", "vendor-country"]:
            raise ValueError("numbers: one for the vendor's country and one for elsewhere")


@dataclass(frozen=True, slots=True)
class SupportAccessCatalogue:
    """All versions, in the order in which they begin to hold."""

    versions: Sequence[SupportAccess]

    def valid_on(self, day: date) -> SupportAccess:
        """Return what holds on a day; before the first version that is the first."""
        begun = [version for version in self.versions if version.valid_from <= day]
        return begun[-1] if begun else self.versions[0]

    def after(self, day: date) -> Sequence[SupportAccess]:
        """Return the versions that begin to hold after a day, the next one first."""
        return [version for version in self.versions if version.valid_from > day]

    def with_later(self, later: Sequence[SupportAccess]) -> "SupportAccessCatalogue":
        """Return the catalogue with versions that were decided on later, in their order.

        Of those that begin on one day, the one that was decided on last counts.
        """
        by_day = {version.valid_from: version for version in (*self.versions, *later)}
        return SupportAccessCatalogue([by_day[day] for day in sorted(by_day)])


def read_support_access(folder: Traversable) -> SupportAccessCatalogue:
    """Return the versions in a folder of TOML files, or the package's where it has none.

    Raises InvalidCatalogue for the first mistake.
    """
    files = toml_files(folder)
    if not files:
        return load_support_access()
    versions = sorted(
        (read_toml(file, SupportAccess) for file in files), key=lambda version: version.valid_from
    )
    days = [version.valid_from for version in versions]
    if len(set(days)) != len(days):
        raise InvalidCatalogue(folder.name, "valid_from", "two versions begin on one day")
    return SupportAccessCatalogue(versions)


@cache
def load_support_access() -> SupportAccessCatalogue:
    """Return the versions that come with the package."""
    return read_support_access(PACKAGED / "support")
