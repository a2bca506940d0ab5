"""Keeps the time zone of a published calendar version as data, so that no release moves a promise.

Governments change their clocks, and a release of the data of zones says so for the years to come.
A version counts by the clock that it was published with (CP-25): that clock is written beside its
file, as a TZif file (RFC 9636) in base64, and a new version takes the new one.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from zoneinfo import ZoneInfo

from careplans.calendar_files import CalendarFile
from careplans.data_files import read_text
from careplans.errors import InvalidCatalogue
from careplans.zone_data import ZONE_DATA
from careplans.zone_offsets import EPOCH, instant_of, microseconds, parted_from

ZONE_SUFFIX = ".zone"
_HEAD = (
    "# The clock of {zone}, as it was when {id} version {version} was published.\n"
    "# A TZif file in base64, written by `python -m careplans freeze`; a change is a new version.\n"
)
_WRITTEN = re.compile(
    r"(?:#[^\n]*\n)*sha256 (?P<sum>[0-9a-f]{64})\n"
    r"(?P<body>zone (?P<zone>\S+) by (?P<release>tzdata \S+)\n"
    r"(?P<data>(?:[A-Za-z0-9+/=]+\n)+))"
)


@dataclass(frozen=True, slots=True)
class FrozenZone:
    """A zone as `release` of the data had it; two are the same if their `data` (TZif) are."""

    name: str
    data: bytes
    release: str = field(compare=False)

    def zone(self) -> ZoneInfo:
        """Return the zone: an object of its own each time, not the one of `ZoneInfo(name)`."""
        return ZoneInfo.from_file(BytesIO(self.data), key=self.name)


def freeze_zone(source: CalendarFile) -> str:
    """Return the text of a zone file: the clock of the calendar's zone as it is installed."""
    data = base64.encodebytes(_installed(source.zone)).decode()
    body = f"zone {source.zone} by {ZONE_DATA}\n{data}"
    head = _HEAD.format(zone=source.zone, id=source.id, version=source.version)
    return f"{head}sha256 {_sum(body)}\n{body}"


def read_frozen_zone(file: Traversable, source: CalendarFile) -> FrozenZone | None:
    """Return the clock that was frozen for that calendar; None where there is none.

    Versions of before clocks were frozen have none, and count by the installed data. Raises
    InvalidCatalogue for one that was touched, and for one of another zone.
    """
    if not file.is_file():
        return None
    written = _WRITTEN.fullmatch(read_text(file))
    if written is None or _sum(written["body"]) != written["sum"] or written["zone"] != source.zone:
        raise InvalidCatalogue(
            file.name, "", "the frozen clock was changed: take the published file back"
        )
    try:
        data = base64.b64decode(written["data"].replace("\n", ""), validate=True)
        frozen = FrozenZone(source.zone, data, written["release"])
        frozen.zone()
    except (binascii.Error, ValueError, OSError, EOFError) as error:
        raise InvalidCatalogue(file.name, "", "the frozen clock is no TZif file") from error
    return frozen


def clock_moved_since(frozen: FrozenZone, years: range) -> datetime | None:
    """Return the first instant of those years at which the installed data say otherwise, in UTC.

    None where they say the same. The version counts by its own clock either way.
    """
    if _installed(frozen.name) == frozen.data:
        return None
    start, end = (microseconds(EPOCH.replace(year=at)) for at in (years.start, years.stop))
    at = parted_from(start, end, frozen.zone(), ZoneInfo(frozen.name))
    return None if at is None else instant_of(at)


def _installed(zone: str) -> bytes:
    *folders, name = zone.split("/")
    file = files("tzdata").joinpath("zoneinfo", *folders, name)
    return file.read_bytes()


def _sum(body: str) -> str:
    return sha256(body.encode()).hexdigest()
