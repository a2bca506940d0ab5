"""Which days count as working days in the vendor's zone, as versioned data (CP-25)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from careplans.calendar_files import CalendarFile, read_calendar_files
from careplans.counted_time import WorkingTime
from careplans.data_files import PACKAGED, read_toml
from careplans.day_pieces import DayKind, DayPieces, Piece
from careplans.errors import BeyondCalendar, InvalidCatalogue, UnknownCalendar, within_part
from careplans.frozen_dates import FIRST_YEAR, LAST_YEAR, SUFFIX, FrozenDates, read_frozen
from careplans.observed_holidays import last_known_year, observed_holidays
from careplans.zone_offsets import (
    DAY_US,
    EPOCH,
    OffsetPeriod,
    instant_of,
    microseconds,
    offset_periods,
)
from events.catalogue.terms import CalendarRef

_ONE_DAY = timedelta(days=1)
_EPOCH_DAY = EPOCH.toordinal()
_MINUTE_US = 60_000_000
# From and until, in microseconds since 1970 in UTC, with the kind and the holiday's name.
_Stretch = tuple[int, int, DayKind, str | None]


@dataclass(frozen=True, slots=True)
class Span:
    """Time of one kind as instants in UTC, `end` exclusive; `name` is the holiday's."""

    start: datetime
    end: datetime
    kind: DayKind
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ObservedHoliday:
    """A day of the working week on which no time counts, and its name."""

    day: date
    name: str


class Calendar:
    """One version of a calendar.

    Two with the same id and version are the same. It keeps what it has computed about a year.
    `last_year`: the last one whose holidays are known; of a later one, nothing is said.
    """

    def __init__(self, source: CalendarFile, frozen: FrozenDates | None = None) -> None:
        self.calendar_id = source.id
        self.version = source.version
        self.zone = frozen.clock.zone() if frozen and frozen.clock else ZoneInfo(source.zone)
        self.zone_name = source.zone
        self.weekdays = frozenset(source.weekdays)
        self.last_year = min(LAST_YEAR, _last_year(source, frozen))
        self.source = source
        self.frozen = frozen
        self._days = DayPieces(source, self._observed)
        self._all_holidays: dict[int, Mapping[date, str]] = {}
        self._holidays: dict[int, dict[date, str]] = {}
        self._stretches: dict[int, list[_Stretch]] = {}
        self._working_days: dict[int, list[date]] = {}
        self.working_time = WorkingTime(self._working_times_of)

    def __repr__(self) -> str:
        return f"Calendar({self.calendar_id!r}, version {self.version}, {self.zone_name})"

    def says_the_same(self, other: "Calendar") -> bool:
        """Return whether both have the same file, the same frozen dates and the same clock."""
        same_dates = (self.source, self.frozen) == (other.source, other.frozen)
        clocks = [one.frozen and one.frozen.clock for one in (self, other)]
        # One that was frozen later than the other has nothing to differ from.
        return same_dates and (None in clocks or clocks[0] == clocks[1])

    def holiday_on(self, day: date) -> str | None:
        """Return the name of the holiday observed on that day, or None.

        Days outside the working week have no holiday: they do not count anyway. Raises
        BeyondCalendar.
        """
        return self.holidays(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Return whether time counts on that day (CP-24). Raises BeyondCalendar."""
        days = self.working_days(day.year)
        position = bisect_left(days, day)
        return position < len(days) and days[position] == day

    def holidays(self, year: int) -> dict[date, str]:
        """Return the holidays on days of the working week of that year, in order.

        Raises BeyondCalendar after the last year that is known.
        """
        if year not in self._holidays:
            days = self._observed(self._in_range(year))
            self._holidays[year] = {
                day: name
                for day, name in days.items()
                if day.isoweekday() in self.weekdays and not self._days.is_open(day)
            }
        return self._holidays[year]

    def _observed(self, year: int) -> Mapping[date, str]:
        if year not in self._all_holidays:
            frozen = None if self.frozen is None else self.frozen.of_year(year)
            self._all_holidays[year] = (
                observed_holidays(self.source, year) if frozen is None else frozen
            )
        return self._all_holidays[year]

    def pieces(self, day: date) -> Sequence[Piece]:
        """Return what is worked of a day, and what not, in minutes of its local time (CP-24).

        Raises BeyondCalendar.
        """
        self._in_range(day.year)
        return self._days.of(day)

    def preview(self, year: int) -> Sequence[ObservedHoliday]:
        """Return the year's holidays, for a plan manager to check before using a version."""
        return tuple(ObservedHoliday(day, name) for day, name in self.holidays(year).items())

    def working_days(self, year: int) -> Sequence[date]:
        """Return the working days of a year, in order; a date that nobody lived is none.

        Raises BeyondCalendar.
        """
        if year not in self._working_days:
            skipped = self._skipped_times(year)
            self._working_days[year] = [
                day for day in _days_of(year) if self._has_working_time(day, skipped)
            ]
        return self._working_days[year]

    def has_working_day(self, year: int) -> bool:
        """Return whether time counts on any day of the year, whatever the zone's clock does."""
        return any(self._has_working_time(day, ()) for day in _days_of(year))

    def working_day_after(self, day: date, steps: int) -> date:
        """Return the working day that is `steps` (1 or more) working days after `day`.

        Raises BeyondCalendar after the last year that is known.
        """
        year, days = day.year, self.working_days(day.year)
        # By position in the year's list: a day that is no working day itself is not counted.
        position = bisect_right(days, day) + steps - 1
        while position >= len(days):
            position -= len(days)
            year += 1
            days = self.working_days(year)
        return days[position]

    def spans_from(self, instant: datetime) -> Iterator[Span]:
        """Yield the spans without end, starting with the one that holds `instant`.

        Raises BeyondCalendar after the last year that is known.
        """
        at = microseconds(instant)
        for start, end, kind, name in _joined(self._stretches_from(instant.astimezone(UTC).year)):
            if end > at:
                yield Span(instant_of(start), instant_of(end), kind, name)
        self._in_range(self.last_year + 1)

    def _in_range(self, year: int) -> int:
        if year > self.last_year:
            raise BeyondCalendar(
                f"the calendar {self.calendar_id}, version {self.version}, does not reach beyond"
                f" the year {self.last_year}: its holidays are not known"
            )
        return year

    def _stretches_from(self, year: int) -> Iterator[_Stretch]:
        self._in_range(year - 1)
        for one in range(year, self.last_year + 2):
            yield from self._stretches_of(one)

    def _working_times_of(self, year: int) -> list[tuple[int, int]]:
        stretches = self._stretches_of(year)
        return [(start, end) for start, end, kind, _ in stretches if kind == "working"]

    def _stretches_of(self, year: int) -> list[_Stretch]:
        """Return a year of UTC, whatever the local date is at its ends."""
        if year not in self._stretches:
            # West of Greenwich the last local day of the last year ends in the next year of UTC.
            self._in_range(year - 1)
            periods = _offset_periods_of(year, self.zone)
            cut = (stretch for period in periods for stretch in self._days_in(period))
            self._stretches[year] = list(_joined(cut))
        return self._stretches[year]

    def _days_in(self, period: OffsetPeriod) -> Iterator[_Stretch]:
        """Yield the local days of a period in which the clock does not change, cut to it."""
        first, last = ((at + period.offset) // DAY_US for at in (period.start, period.end - 1))
        for number in range(first, last + 1):
            day = date.fromordinal(_EPOCH_DAY + number)
            if day.year <= self.last_year:
                midnight = number * DAY_US - period.offset
                for start, end, kind, name in self._days.of(day):
                    begin = max(midnight + start * _MINUTE_US, period.start)
                    until = min(midnight + end * _MINUTE_US, period.end)
                    if begin < until:
                        yield begin, until, kind, name

    def _has_working_time(self, day: date, skipped: Sequence[tuple[int, int]]) -> bool:
        """Return whether any working time of the day was lived; `skipped` as from _skipped_times.

        Raises BeyondCalendar.
        """
        pieces, midnight = self.pieces(day), (day.toordinal() - _EPOCH_DAY) * DAY_US
        return any(
            not any(
                since <= midnight + start * _MINUTE_US and midnight + end * _MINUTE_US <= until
                for since, until in skipped
            )
            for start, end, kind, _ in pieces
            if kind == "working"
        )

    def _skipped_times(self, year: int) -> list[tuple[int, int]]:
        """Return the local times that nobody lived, since the zone's clock went over them.

        In microseconds since 1970 by the local clock, `until` exclusive.
        """
        # A year of UTC begins and ends within a day of the local one.
        around = [
            period
            for one in (year - 1, year, year + 1)
            for period in _offset_periods_of(one, self.zone)
        ]
        edges = [
            (before.end + before.offset, after.start + after.offset)
            for before, after in pairwise(around)
        ]
        return [(since, until) for since, until in edges if since < until]


def read_calendars(folder: Traversable, *, drafts: bool = False) -> dict[tuple[str, int], Calendar]:
    """Return the published calendars in a folder: of each, a TOML file and what is frozen of it.

    By id and version; with `drafts` also those without dates, as they would be published today.
    Raises InvalidCatalogue for the first mistake.
    """
    with within_part("calendars"):
        return _read_calendars(folder, drafts=drafts)


def _read_calendars(folder: Traversable, *, drafts: bool) -> dict[tuple[str, int], Calendar]:
    calendars = {}
    for file, source in read_calendar_files(folder).items():
        stem = file.removesuffix(".toml")
        is_draft = drafts and not (folder / f"{stem}{SUFFIX}").is_file()
        frozen = None if is_draft else read_frozen(folder, stem, source)
        calendar = calendars[source.id, source.version] = Calendar(source, frozen)
        _check_that_time_counts(file, calendar)
    return calendars


def _check_that_time_counts(file: str, calendar: Calendar) -> None:
    years = range(FIRST_YEAR, calendar.last_year + 1)
    idle = [year for year in years if not calendar.has_working_day(year)]
    if idle:
        raise InvalidCatalogue(file, "", f"no time counts in the whole year {idle[0]}")


def last_promised_year() -> int:
    """Return the last year in which something may be promised by each calendar that is known.

    The vendor's are among them. The year after it is known as well: what was promised in the last
    days is due then.
    """
    return min(calendar.last_year for calendar in known_calendars().values()) - 1


@cache
def load_calendars() -> dict[tuple[str, int], Calendar]:
    """Return the calendars that come with the package, by id and version."""
    return read_calendars(PACKAGED / "calendars")


_of_the_vendor: dict[tuple[str, int], Calendar] = {}


def take_calendars(folder: Traversable, *, drafts: bool = False) -> None:
    """Make the calendars of a vendor's folder known in this process, beside the package's.

    A version means the same everywhere, so that it may stand in a second place only word for word.
    Raises InvalidCatalogue otherwise, and for the first mistake in the folder.
    """
    own = read_calendars(folder, drafts=drafts)
    _of_the_vendor.update(with_packaged(own, known_calendars()))


def take_calendar(file: Path) -> Calendar:
    """Make one calendar known in this process, in force or not yet, and return it.

    Without frozen dates beside it, it has those that it would be published with today. Raises
    InvalidCatalogue, also for a version that is known already and says something else.
    """
    source, is_draft = read_toml(file, CalendarFile), not file.with_suffix(SUFFIX).is_file()
    frozen = None if is_draft else read_frozen(file.parent, file.stem, source)
    calendar = Calendar(source, frozen)
    _check_that_time_counts(file.name, calendar)
    own = {(source.id, source.version): calendar}
    _of_the_vendor.update(with_packaged(own, known_calendars()))
    return calendar


def with_packaged(
    own: Mapping[tuple[str, int], Calendar], known: Mapping[tuple[str, int], Calendar]
) -> dict[tuple[str, int], Calendar]:
    """Return both. Raises InvalidCatalogue for a version that says something else in each."""
    for key in own.keys() & known.keys():
        if not own[key].says_the_same(known[key]):
            problem = f"'{key[0]}' version {key[1]} is known already, and says something else"
            raise InvalidCatalogue("calendars", "version", problem)
    return {**own, **known}


def known_calendars() -> dict[tuple[str, int], Calendar]:
    """Return the calendars of the package and of the vendor, by id and version."""
    return {**load_calendars(), **_of_the_vendor}


def list_calendars() -> Sequence[tuple[str, int]]:
    """Return the ids and versions of all calendars that are known in this process, in order."""
    return sorted(known_calendars())


def load_calendar(calendar_id: str, version: int) -> Calendar:
    """Return a calendar of the package or of the vendor. Raises UnknownCalendar."""
    calendar = load_calendars().get((calendar_id, version))
    calendar = calendar or _of_the_vendor.get((calendar_id, version))
    if calendar is None:
        raise UnknownCalendar(f"no calendar '{calendar_id}' in version {version}")
    return calendar


def calendar_of(ref: CalendarRef) -> Calendar:
    """Return the calendar that a promise counts by, in the version it was given under (CP-25).

    Raises UnknownCalendar.
    """
    return load_calendar(ref.calendar_id, ref.version)


def latest_calendar(calendar_id: str) -> Calendar:
    """Return the highest version of a calendar. Raises UnknownCalendar."""
    versions = [version for known, version in known_calendars() if known == calendar_id]
    if not versions:
        raise UnknownCalendar(f"no calendar '{calendar_id}'")
    return load_calendar(calendar_id, max(versions))


def aware_utc(instant: datetime) -> datetime:
    """Return the instant in UTC. Raises ValueError for a time without a zone."""
    if instant.tzinfo is UTC:
        return instant
    # A zone may give no offset, and the time is then as naive as one without a zone.
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no zone")
    return instant.astimezone(UTC)


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _ONE_DAY


@lru_cache(maxsize=1_000)
def _offset_periods_of(year: int, zone: ZoneInfo) -> tuple[OffsetPeriod, ...]:
    start, end = (microseconds(EPOCH.replace(year=one)) for one in (year, year + 1))
    return tuple(offset_periods(start, end, zone))


def _joined(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Yield the same time with neighbours of one kind and name joined."""
    held: _Stretch | None = None
    for stretch in stretches:
        if held is not None and held[1:] == (stretch[0], *stretch[2:]):
            held = held[0], *stretch[1:]
            continue
        if held is not None:
            yield held
        held = stretch
    if held is not None:
        yield held


def _last_year(source: CalendarFile, frozen: FrozenDates | None) -> int:
    # What a file says itself it says of every year; of a country, only what was known is frozen.
    if source.holidays_of is None:
        return LAST_YEAR
    return frozen.last_year if frozen else last_known_year(source) or LAST_YEAR
