"""The verdict of each incident of a ticket system's log, found minute by minute: slow, literal, and
with nothing of the product in it.

It shares with the importer only what the log means: an incident is opened at `opened_at`; a row
happened at its `sys_updated_at`, of one minute in the order of `sys_mod_count`, but not before the
opening; the first row that is not New is the first response; a row's priority holds from that row
on, and a row that changes both changes its priority first. The log's times are those of Sao Paulo;
the promise counts in Detroit's. An answer in the very minute in which it is due came in time. Good
for 2016 and 2017 only.

It knows two rules for due times: those of today (CP-24, CP-27a), and the first ones, by which
business days from a weekend end on a Monday's 00:00, a lowering may put the due time into the past
(then it is breached), and a priority that comes back begins anew.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

# CP-22 as printed: hours, or business days (b).
TARGETS: Mapping[tuple[str, str], tuple[int, str]] = {
    ("silver", "1"): (1, "h"),
    ("silver", "2"): (24, "h"),
    ("silver", "3"): (48, "h"),
    ("silver", "4"): (5, "b"),
    ("gold", "1"): (1, "h"),
    ("gold", "2"): (12, "h"),
    ("gold", "3"): (24, "h"),
    ("gold", "4"): (48, "h"),
    ("platinum", "1"): (1, "h"),
    ("platinum", "2"): (24, "h"),
    ("platinum", "3"): (48, "h"),
    ("platinum", "4"): (5, "b"),
}

# The US federal holidays as observed, written down by hand.
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2016-01-01", "2016-01-18", "2016-02-15", "2016-05-30", "2016-07-04"),
        *("2016-09-05", "2016-10-10", "2016-11-11", "2016-11-24", "2016-12-26"),
        *("2017-01-02", "2017-01-16", "2017-02-20", "2017-05-29", "2017-07-04"),
        *("2017-09-04", "2017-10-09", "2017-11-10", "2017-11-23", "2017-12-25"),
    )
)

# From when on (UTC) clocks were how many hours behind UTC.
DETROIT = (
    (datetime(2016, 1, 1, tzinfo=UTC), 5),
    (datetime(2016, 3, 13, 7, tzinfo=UTC), 4),
    (datetime(2016, 11, 6, 6, tzinfo=UTC), 5),
    (datetime(2017, 3, 12, 7, tzinfo=UTC), 4),
    (datetime(2017, 11, 5, 6, tzinfo=UTC), 5),
)
SAO_PAULO = (
    (datetime(2016, 1, 1), 2),  # noqa: DTZ001  these are local times: the log has no others
    (datetime(2016, 2, 21), 3),  # noqa: DTZ001
    (datetime(2016, 10, 16), 2),  # noqa: DTZ001
    (datetime(2017, 2, 19), 3),  # noqa: DTZ001
    (datetime(2017, 10, 15), 2),  # noqa: DTZ001
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one row of the log says."""

    at: datetime
    state: str
    priority: str


@dataclass(frozen=True, slots=True)
class OracleVerdict:
    """`verdict`: met or breached.

    `answered_at` is None where nobody ever answered. Times in UTC, whole minutes.
    """

    number: str
    verdict: str
    due_at: datetime
    answered_at: datetime | None


def judge_log(
    file: Path, plans: Mapping[str, str], *, first_rules: bool = False
) -> dict[str, OracleVerdict]:
    """Return the verdict of every incident of the log, by its number; `plans` has the plan of
    each."""
    return {
        number: judge(number, opened_at, rows, Promised(plans[number], opened_at, first_rules))
        for number, (opened_at, rows) in read_log(file).items()
    }


@dataclass(frozen=True, slots=True)
class Promised:
    """A plan's promise for a case of that opening."""

    plan: str
    opened_at: datetime
    first_rules: bool

    def due(self, start: datetime, priority: str) -> datetime:
        """Return when it is due, counted from `start`."""
        return due(start, self.plan, priority, first_rules=self.first_rules)


def judge(
    number: str, opened_at: datetime, rows: Sequence[Row], promised: Promised
) -> OracleVerdict:
    """Walk from the opening on, minute by minute, until it is answered or due."""
    at, had = opened_at, [(rows[0].priority, promised.due(opened_at, rows[0].priority))]
    waiting = list(rows)
    answered = next((row.at for row in rows if row.state != "New"), None)
    while True:
        while waiting and waiting[0].at == at:
            row = waiting.pop(0)
            if row.priority != had[-1][0]:
                had.append((row.priority, moved(promised, had, row.priority, at)))
            if row.state != "New":
                due_at = had[-1][1]
                return OracleVerdict(number, "met" if at <= due_at else "breached", due_at, at)
        if at >= had[-1][1]:
            return OracleVerdict(number, "breached", had[-1][1], answered)
        at += MINUTE


def moved(
    promised: Promised, had: Sequence[tuple[str, datetime]], new: str, at: datetime
) -> datetime:
    """Return the due time under CP-27a.

    `had` are the priorities before and the due time under each.
    """
    old, old_due = had[-1]
    if new > old:
        anew = promised.due(promised.opened_at, new)
        return anew if promised.first_rules else max(old_due, anew)
    back = [] if promised.first_rules else [then for priority, then in had if priority <= new]
    return min(old_due, promised.due(at, new), *back)


@cache
def due(start: datetime, plan: str, priority: str, *, first_rules: bool = False) -> datetime:
    """Return the earliest minute at which the target is used up, counted from `start` (CP-24)."""
    amount, unit = TARGETS[plan, priority]
    if unit == "b":
        at = _business_days_on(start, amount)
        while not first_rules and not counts(at - MINUTE):
            at -= MINUTE
        return at
    at, left = start, amount * 60
    while left:
        left -= 1 if priority == "1" or counts(at) else 0
        at += MINUTE
    return at


@cache
def counts(minute: datetime) -> bool:
    """Return whether this minute is working time in Detroit:

    Monday to Friday, no holiday (CP-24).
    """
    return is_working_day(_in_detroit(minute).date())


def is_working_day(day: date) -> bool:
    """Return whether it is Monday to Friday, and no observed holiday."""
    if day.year not in (2016, 2017):
        raise ValueError(f"the oracle knows no holidays of {day.year}")
    return day.weekday() < 5 and day not in HOLIDAYS


def _business_days_on(start: datetime, days: int) -> datetime:
    while not counts(start):
        start += MINUTE
    local = _in_detroit(start)
    while days:
        local += DAY
        days -= 1 if is_working_day(local.date()) else 0
    return local.replace(tzinfo=UTC) + timedelta(
        hours=_behind(local.replace(tzinfo=UTC) + timedelta(hours=5))
    )


def _in_detroit(instant: datetime) -> datetime:
    return (instant - timedelta(hours=_behind(instant))).replace(tzinfo=None)


def _behind(instant: datetime) -> int:
    return [hours for since, hours in DETROIT if since <= instant][-1]


def read_log(file: Path) -> dict[str, tuple[datetime, list[Row]]]:
    """Return when each incident was opened, and its rows, in the order of time."""
    incidents: dict[str, tuple[datetime, list[Row]]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        by_time = sorted(
            csv.DictReader(lines),
            key=lambda cells: (_utc(cells["sys_updated_at"]), int(cells.get("sys_mod_count") or 0)),
        )
        for cells in by_time:
            opened_at = _utc(cells["opened_at"])
            _, rows = incidents.setdefault(cells["number"], (opened_at, []))
            at = max(_utc(cells["sys_updated_at"]), opened_at)
            rows.append(Row(at, cells["incident_state"], cells["priority"][0]))
    return incidents


def plans_in_turn(numbers: Sequence[str] | Iterator[str]) -> dict[str, str]:
    """Return the three plans dealt out to incidents in turn, for tests that need some plan for
    each."""
    plans = ("silver", "gold", "platinum")
    return {number: plans[index % 3] for index, number in enumerate(numbers)}


def _utc(text: str) -> datetime:
    local = datetime.strptime(text, "%d-%m-%Y %H:%M")  # noqa: DTZ007  local time of Sao Paulo
    hours = [behind for since, behind in SAO_PAULO if since <= local][-1]
    return local.replace(tzinfo=UTC) + timedelta(hours=hours)
