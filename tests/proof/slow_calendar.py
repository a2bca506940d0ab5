"""Says of each minute whether it is worked, from a calendar's files alone (CP-24, CP-25).

Slow and simple on purpose: it looks at the local time of every minute, so that 23-hour days, hours
that come twice and days that nobody lived need no rule of their own. Times are whole microseconds
since 1970; it imports nothing of the product, and reads TOML and dates by itself.
"""

import tomllib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY_MINUTES = 1_440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
OUR_CALENDARS = Path(__file__).parent / "calendars"
PUBLISHED_CALENDARS = (
    Path(__file__).parents[2] / "libs" / "careplans" / "careplans" / "data" / "calendars"
)

Stretches = Sequence[tuple[int, int]]
"""Minutes of a day, `end` exclusive."""


def to_us(at: datetime) -> int:
    """The instant in microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def to_time(us: int) -> datetime:
    """The instant as a time in UTC."""
    return EPOCH + us * MICROSECOND


class SlowCalendar:
    """The minutes of one version of a calendar."""

    def __init__(self, name: str) -> None:
        folder = next(
            one for one in (OUR_CALENDARS, PUBLISHED_CALENDARS) if (one / f"{name}.toml").exists()
        )
        self._file = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        self._holidays = dict(_frozen_dates((folder / f"{name}.dates").read_text("utf-8")))
        self.zone = _frozen_clock((folder / f"{name}.zone").read_text("utf-8"))
        self._days: dict[int, bytes] = {}

    def minutes_of(self, day: int) -> bytes:
        """A byte for each minute of that day of UTC (days since 1970): 1 where it is worked."""
        if day not in self._days:
            start = EPOCH + timedelta(days=day)
            if self._offset(start) == self._offset(start + timedelta(days=1)):
                self._days[day] = self._of_two_local_days(start)
            else:
                minutes = (start + timedelta(minutes=one) for one in range(DAY_MINUTES))
                self._days[day] = bytes(map(self._is_worked, minutes))
        return self._days[day]

    def _of_two_local_days(self, start: datetime) -> bytes:
        """The minutes of a day of UTC on which no clock changes, from those of its local days."""
        local = start.astimezone(self.zone)
        passed = local.hour * 60 + local.minute
        today, next_day = local.date(), local.date() + timedelta(days=1)
        return self._local_day(today)[passed:] + self._local_day(next_day)[:passed]

    def _is_worked(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self._local_day(local.date())[local.hour * 60 + local.minute] == 1

    def _offset(self, at: datetime) -> timedelta | None:
        return at.astimezone(self.zone).utcoffset()

    def counted(self, start: int, end: int) -> int:
        """The microseconds from `start` to `end` that are worked."""
        return sum(upto - since for since, upto in self.worked(start, end))

    def worked(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The pieces from `start` to `end` that are worked; those that touch may be told apart."""
        at = start
        while at < end:
            day, minute = divmod(at // MINUTE, DAY_MINUTES)
            minutes = self.minutes_of(day)
            same = minutes.find(1 - minutes[minute], minute)
            border = (day * DAY_MINUTES + (same if same >= 0 else DAY_MINUTES)) * MINUTE
            if minutes[minute]:
                yield at, min(border, end)
            at = border

    def is_worked(self, at: int) -> bool:
        """Whether time counts at that instant."""
        day, minute = divmod(at // MINUTE, DAY_MINUTES)
        return self.minutes_of(day)[minute] == 1

    def first_worked(self, at: int) -> int:
        """The instant itself, or the first one after it at which time counts."""
        return next(since for since, _ in self.worked(at, at + 400 * DAY_MINUTES * MINUTE))

    @cache  # noqa: B019  a calendar lives as long as the process
    def is_working_day(self, day: date) -> bool:
        """Whether somebody works on that local day, in an hour that somebody lives."""
        midday = to_us(datetime.combine(day, time(12), UTC))
        around = self.worked(midday - 36 * 60 * MINUTE, midday + 36 * 60 * MINUTE)
        hours = (at for since, upto in around for at in (*range(since, upto, HOUR), upto - 1))
        return any(to_time(at).astimezone(self.zone).date() == day for at in hours)

    @cache  # noqa: B019  a calendar lives as long as the process
    def _local_day(self, day: date) -> bytes:
        """A byte for each minute that a clock on the wall shows that day: 1 where it is worked."""
        minutes = bytearray(DAY_MINUTES)
        for since, upto in self._hours_on(day):
            minutes[since:upto] = b"\1" * (upto - since)
        for one in self._file.get("closures", ()):
            midnight = datetime.combine(day, time())
            since, upto = (_minutes_after(midnight, one[name]) for name in ("since", "until"))
            minutes[since:upto] = bytes(upto - since)
        return bytes(minutes)

    def _hours_on(self, day: date) -> Stretches:
        """What a calendar says of a day: open days first, then the week, holidays, half days."""
        for one in self._file.get("open_days", ()):
            if self._falls_on(one, day):
                return _stretches(one["hours"])
        if day.isoweekday() not in self._file.get("weekdays", [1, 2, 3, 4, 5]):
            return ()
        if day in self._holidays:
            return ()
        for one in self._file.get("half_days", ()):
            if self._falls_on(one, day):
                return _stretches(one["hours"])
        usual = self._file.get("hours", ["00:00-24:00"])
        return _stretches(self._file.get("hours_on", {}).get(f"{day:%A}".lower(), usual))

    def _falls_on(self, rule: Mapping[str, str | date], day: date) -> bool:
        if "on" in rule:
            return rule["on"] == day
        if "every" in rule:
            return rule["every"] == f"{day:%m-%d}"
        step = 1 if "before" in rule else -1
        name = str(rule["before" if "before" in rule else "after"])
        beside = self._holidays.get(day + timedelta(days=step), "")
        return name in beside and name not in self._holidays.get(day, "")


def _frozen_dates(text: str) -> Iterator[tuple[date, str]]:
    for line in text.splitlines():
        if line[:4].isdigit():
            day, _, name = line.partition(" ")
            yield date.fromisoformat(day), name


def _frozen_clock(text: str) -> ZoneInfo:
    # Comments, a sum, the zone's name, and from there on a TZif file in base64.
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    name = lines[1].split()[1]
    return ZoneInfo.from_file(BytesIO(b64decode("".join(lines[2:]))), key=name)


def _stretches(hours: Sequence[str]) -> Stretches:
    return [(_minute(since), _minute(upto)) for since, upto in (one.split("-") for one in hours)]


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _minutes_after(midnight: datetime, at: datetime) -> int:
    return min(max((at - midnight) // timedelta(minutes=1), 0), DAY_MINUTES)


@cache
def slow_calendar(calendar_id: str, version: int) -> SlowCalendar:
    """The calendar of that id and version."""
    return SlowCalendar(f"{calendar_id}.{version}")
