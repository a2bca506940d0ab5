"""Run by the bench's own Python: counts working time as other libraries do.

Reads a zone, holidays and starts as JSON; prints what each library says of each start.
"""

import datetime as dt
import json
import resource
import sys
import zoneinfo
from collections.abc import Callable, Sequence

# Only in the bench's own environment.
import businesstimedelta  # type: ignore[import-not-found]
import numpy as np  # type: ignore[import-not-found, unused-ignore]
import pandas as pd  # type: ignore[import-untyped]
import pytz  # type: ignore[import-untyped]
from pandas.tseries.offsets import CustomBusinessDay  # type: ignore[import-untyped]

BEST_OF = 3
Question = Callable[[Sequence[dt.datetime]], list[dt.datetime]]


def main() -> None:
    """Answer on standard output."""
    question = json.load(sys.stdin)
    holidays = [dt.date.fromisoformat(day) for day in question["holidays"]]
    starts = [dt.datetime.fromisoformat(start) for start in question["starts"]]
    zone = question["zone"]
    answers = [
        _answer("businesstimedelta, 24 working hours", _business_hours(zone, holidays), starts),
        _answer("pandas CustomBusinessDay(5), one by one", _pandas(zone, holidays), starts),
        _answer("numpy busday_offset(5), all at once", _numpy(zone, holidays), starts),
    ]
    json.dump(answers, sys.stdout)


def _answer(name: str, ask: Question, starts: Sequence[dt.datetime]) -> dict[str, object]:
    taken = []
    for _ in range(BEST_OF):
        began = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        due = ask(starts)
        taken.append(resource.getrusage(resource.RUSAGE_SELF).ru_utime - began)
    rate = len(starts) / max(min(taken), 1e-6)
    return {"name": name, "rate": rate, "due": [one.isoformat() for one in due]}


def _business_hours(zone: str, holidays: Sequence[dt.date]) -> Question:
    local = pytz.timezone(zone)
    days = businesstimedelta.WorkDayRule(
        start_time=dt.time(0), end_time=dt.time(23, 59, 59, 999_999), tz=local
    )
    off = businesstimedelta.HolidayRule(dict.fromkeys(holidays, "holiday"), tz=local)
    rules = businesstimedelta.Rules([days, off])
    day = businesstimedelta.BusinessTimeDelta(rules, hours=24)
    return lambda starts: [_rounded((start + day).astimezone(dt.UTC)) for start in starts]


def _rounded(due: dt.datetime) -> dt.datetime:
    # Its days end a microsecond before midnight, and each of them takes one.
    return (due + dt.timedelta(milliseconds=500)).replace(microsecond=0)


def _pandas(zone: str, holidays: Sequence[dt.date]) -> Question:
    five = CustomBusinessDay(5, holidays=list(holidays))
    stamps: dict[int, list[pd.Timestamp]] = {}

    def ask(starts: Sequence[dt.datetime]) -> list[dt.datetime]:
        local = stamps.setdefault(
            id(starts), [pd.Timestamp(one).tz_convert(zone) for one in starts]
        )
        return [(stamp + five).to_pydatetime().astimezone(dt.UTC) for stamp in local]

    return ask


def _numpy(zone: str, holidays: Sequence[dt.date]) -> Question:
    local = zoneinfo.ZoneInfo(zone)
    calendar = np.busdaycalendar(holidays=[np.datetime64(day) for day in holidays])
    dates: dict[int, np.ndarray] = {}

    def ask(starts: Sequence[dt.datetime]) -> list[dt.datetime]:
        days = dates.setdefault(
            id(starts), np.array([one.astimezone(local).date() for one in starts], "datetime64[D]")
        )
        due = np.busday_offset(days, 5, roll="forward", busdaycal=calendar)
        return [dt.datetime.combine(day, dt.time(), dt.UTC) for day in due.tolist()]

    return ask


if __name__ == "__main__":
    main()
