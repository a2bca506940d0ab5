"""Writes instants, lengths and shares as people read them, in the vendor's zone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.say_length import say_measured
from events.catalogue.on_call_events import PageReason
from reporting.domain.case_row import CaseStatus

STATUS: Mapping[CaseStatus, str] = {
    "open": "Open",
    "waiting-on-customer": "Waiting on customer",
    "worked-around": "Worked around",
    "resolved": "Resolved",
    "closed": "Closed",
    "excluded": "Out of entitlement",
}
FIRST_RESPONSE = {
    "met": "Met",
    "missed": "Missed",
    "cancelled": "Taken off",
    "withdrawn": "Breach withdrawn",
    "running": "Running",
    "due-not-judged": "Due, not judged yet",
    "paused": "Stands, waiting",
    "excused": "Stands, nobody reached",
}
BENEFIT: Mapping[str, str] = {
    "vip-group": "VIP user group",
    "speaker-series": "Speaker series",
    "release-notices": "Release notices",
    "fair-pass": "Pass for the fair",
    "tam-visit": "Visit of the TAM",
}
PAGE_REASON: Mapping[PageReason, str] = {
    "p1-opened": "P1 opened",
    "p1-idle": "P1 left alone",
    "by-hand": "Called by hand",
    "deadline-warned": "Target running out",
    "deadline-breached": "Target missed",
    "cover-warned": "No engineer yet",
    "cover-breached": "No engineer",
    "next-update-warned": "Update running out",
    "next-update-breached": "No update in time",
    "workaround-warned": "Workaround running out",
    "workaround-breached": "No workaround in time",
    "resolution-warned": "Solution running out",
    "resolution-breached": "Not solved in time",
    "clock-blind": "Clock blind",
    "drill": "Rehearsal",
}


def instant(at: datetime | None, zone: ZoneInfo) -> str:
    """`3 Mar 2016, 14:05`; an en dash for never."""
    return "–" if at is None else f"{at.astimezone(zone):%-d %b %Y, %H:%M}"


def clock_time(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """`18:28:10 EST` where that is today, else `3 Mar 2016, 18:28:10 EST`; an en dash for never."""
    if at is None:
        return "–"
    local = at.astimezone(zone)
    return (
        f"{local:%H:%M:%S %Z}"
        if local.date() == now.astimezone(zone).date()
        else f"{local:%-d %b %Y, %H:%M:%S %Z}"
    )


def day(at: datetime, zone: ZoneInfo) -> str:
    """`3 Mar 2016`."""
    return f"{at.astimezone(zone):%-d %b %Y}"


def calendar_day(day: date | None) -> str:
    """`3 Mar 2016` of a day of the calendar; an en dash for none."""
    return "–" if day is None else f"{day:%-d %b %Y}"


def month_name(month: int) -> str:
    """`Mar`."""
    return f"{date(2000, month, 1):%b}"


def minutes(length: float) -> str:
    """`62 min`, `61.5 min`."""
    return f"{length:,.1f} min".replace(".0 min", " min")


def length(seconds: float | None) -> str:
    """`2 d 4 h`, `3 min 20 s`, `2.5 s`, `40 ms` (`say_measured`); an en dash for none."""
    return "–" if seconds is None else say_measured(timedelta(seconds=seconds))


def number(of: int) -> str:
    """`14,682`."""
    return f"{of:,}"


def percent(share: float | None) -> str:
    """`92.8 %`, `100 %`; an en dash for nothing to meet."""
    return "–" if share is None else f"{share:.1f} %".replace(".0 %", " %")


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 case`, `2 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
