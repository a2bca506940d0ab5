"""Makes up cases: opened at odd instants, with all that may happen to one, as intake allows it.

A history follows from its seed alone. Many instants are aimed: at a border of working time, a
change of the clocks, the very instant at which the case is due, or one microsecond beside it.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from tests.proof.histories import Happening, History, Switch, What
from tests.proof.slow_calendar import MINUTE, SlowCalendar, slow_calendar, to_time, to_us
from tests.proof.slow_due import NEVER
from tests.proof.slow_first_response import SlowFirstResponse
from tests.proof.slow_terms import SECOND, terms_versions

HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
MONTH = 30 * DAY
CALENDARS = (
    ("us-federal", 1, 2010, 2030),
    ("us-federal", 1, 2026, 2027),
    ("us-federal-and-bridge", 1, 2010, 2030),
    ("office", 1, 2026, 2026),
    ("nights", 1, 2025, 2027),
    ("halfhour", 1, 2024, 2027),
    ("midnights", 1, 2016, 2018),
    ("skipped", 1, 2011, 2012),
    ("quarter", 1, 2025, 2026),
    ("minutepast", 1, 2009, 2011),
)
"""Calendars, with the years in which cases are opened."""

LAST_VERSIONS = {"office": 3, "nights": 2, "quarter": 2}
"""Calendars that have later versions."""

STATUS_AFTER: Mapping[What, str] = {
    "asked": "waiting",
    "workaround": "worked-around",
    "resolved": "resolved",
    "reopened": "open",
    "excluded": "excluded",
    "closed": "closed",
}
PRIORITIES = ("P1", "P2", "P3", "P4")


@dataclass
class Life:
    """What intake knows of the case, so that only what it allows happens."""

    priority: str
    status: str = "open"
    helped: bool = False
    unreachable: bool = False
    engineer: bool = False

    def allowed(self) -> list[What]:
        """What may happen now; what makes better histories is named more than once."""
        if self.status == "closed":
            return ["commented"]
        if self.status == "excluded":
            return ["included", "included", "commented", "closed"]
        if self.status == "resolved":
            return ["reopened", "answered", "commented", "closed"]
        may: list[What] = ["answered", "answered", "commented", "excluded", "resolved", "closed"]
        may += ["priority"] * 6
        may += ["told"] * 8 if self.status == "waiting" else ["asked"] * 6
        may += ["released"] * 3 if self.engineer else ["assigned", "handed-over"]
        may += [] if self.helped else ["workaround"]
        if self.priority == "P1":
            may += ["reachable"] * 6 if self.unreachable else ["unreachable"] * 4
        return may

    def happens(self, one: Happening) -> None:
        """Follow one happening."""
        self.status = self._status_after(one.what)
        match one.what:
            case "priority":
                self.unreachable = self.unreachable and one.priority == "P1"
                self.priority = one.priority or self.priority
            case "unreachable" | "reachable":
                self.unreachable = one.what == "unreachable"
            case "workaround":
                self.helped = True
            case "reopened":
                self.helped = self.engineer = False
            case "excluded":
                self.unreachable = False
            case "assigned" | "handed-over" | "released":
                self.engineer = one.what != "released"
            case _:
                pass

    def _status_after(self, what: What) -> str:
        if what in ("told", "included"):
            return "worked-around" if self.helped else "open"
        return STATUS_AFTER.get(what, self.status)


@dataclass
class MakeHistory:
    """One history in the making."""

    draw: random.Random
    history: History = field(init=False)

    def __post_init__(self) -> None:
        calendar_id, version, first, last = self.draw.choice(CALENDARS)
        calendar = slow_calendar(calendar_id, version)
        opened = self._opening(calendar, first, last)
        terms = terms_versions()
        self.history = History(
            opened=opened,
            priority=self.draw.choice(("P1", *PRIORITIES)),
            plan=self.draw.choice(("silver", "gold", "platinum")),
            terms=self.draw.choice([*terms, *terms[1:], terms[-1], terms[-1], terms[-1]]),
            calendar=(calendar_id, version),
            imported=self.draw.random() < 0.15,
            happenings=(),
            end=opened + 1,
            follows=calendar_id in LAST_VERSIONS and self.draw.random() < 0.85,
        )

    def made(self) -> History:
        """The history, which ends some time after its last happening."""
        life, count = Life(self.history.priority), SlowFirstResponse(self.history)
        at, recorded = self.history.opened, self.history.opened
        for _ in range(self.draw.choice((0, 1, 2, 3, 4, 5, 6, 8, 10, 14))):
            at = self._next_instant(max(at, recorded), count)
            if self.draw.random() < self._switch_often():
                recorded = self._switch(at, recorded, count)
            one = self._happening(life, at, recorded)
            recorded = one.recorded
            life.happens(one)
            count.happens(one)
            self.history = replace(self.history, happenings=(*self.history.happenings, one))
        if self.draw.random() < self._switch_often():
            recorded = self._switch(self._next_instant(recorded, count), recorded, count)
        end = max(recorded + 1, self._next_instant(recorded, count))
        return replace(self.history, end=end + self.draw.choice((0, 1, HOUR, 20 * DAY, 60 * DAY)))

    def _switch_often(self) -> float:
        return 0.25 if self.history.calendar[0] in LAST_VERSIONS else 0

    def _switch(self, at: int, recorded: int, count: SlowFirstResponse) -> int:
        """Let the deadlines follow, and return when; `at` may be told of only afterwards."""
        own, version = self.history.calendar
        # Now and then the same version again, as by an operator who is not sure.
        version = self.draw.randint(version, LAST_VERSIONS[own])
        one = Switch(at=max(at, recorded + 1) + self.draw.choice((0, 0, 1, 900)), version=version)
        count.follows(one)
        self.history = replace(self.history, switches=(*self.history.switches, one))
        return one.at

    def _happening(self, life: Life, at: int, recorded: int) -> Happening:
        what = self.draw.choice(life.allowed())
        slow = self.draw.choice((0, 0, 0, 1, 900, 15_000))
        one = Happening(what=what, at=at, recorded=max(at + slow, recorded + 1))
        if what == "priority":
            others = [other for other in PRIORITIES if other != life.priority]
            return replace(one, priority=self.draw.choice(others))
        if what == "answered" and self.draw.random() < 0.3:
            return replace(one, claimed=self.draw.randint(self.history.opened, at))
        return one

    def _opening(self, calendar: SlowCalendar, first: int, last: int) -> int:
        year = self.draw.randint(first, last)
        any_day = to_us(datetime(year, 1, 1, tzinfo=UTC)) + self.draw.randrange(365) * DAY
        aims: list[Callable[[], int]] = [
            lambda: any_day + self.draw.randrange(DAY),
            lambda: any_day + self.draw.randrange(24 * 60) * MINUTE,
            lambda: self._border(calendar, any_day),
            lambda: self._change_of_clocks(calendar, any_day) - self.draw.randrange(9 * DAY),
            lambda: self._local(calendar, year, 12, self.draw.randint(18, 31)),
            lambda: self._local(calendar, year, 11, self.draw.randint(20, 30)),
        ]
        return self.draw.choice(aims)()

    def _next_instant(self, after: int, count: SlowFirstResponse) -> int:
        due = NEVER if count.verdict else count.due
        lengths = (0, 1, 999, 40_000, SECOND, MINUTE, 10 * MINUTE, HOUR, 8 * HOUR, DAY, 3 * DAY)
        at = after + self.draw.randint(0, self.draw.choice(lengths))
        aim = self.draw.random()
        if aim < 0.12 and due != NEVER:
            at = due + self.draw.choice((0, 0, 0, 1, -1, SECOND, -SECOND))
        elif aim < 0.15 and due != NEVER:
            at = count.mark(self.draw.choice(count.promise.warn_at))
        elif aim < 0.26:
            at = self._border(count.calendar, at)
        elif aim < 0.32:
            at = at // MINUTE * MINUTE + MINUTE
        return max(at, after)

    def _border(self, calendar: SlowCalendar, at: int) -> int:
        """Where working time begins or ends next, or one microsecond beside it."""
        if calendar.is_worked(at):
            border = next(upto for _, upto in calendar.worked(at, at + MONTH))
        else:
            border = calendar.first_worked(at)
        return border + self.draw.choice((0, 0, 1, -1))

    def _change_of_clocks(self, calendar: SlowCalendar, at: int) -> int:
        """Where the zone's clocks change next within a year; the instant itself if they do not."""
        offset = to_time(at).astimezone(calendar.zone).utcoffset()
        for later in range(at, at + 365 * DAY, DAY):
            if to_time(later).astimezone(calendar.zone).utcoffset() != offset:
                return later + self.draw.choice((0, HOUR, -HOUR, self.draw.randint(-DAY, DAY)))
        return at

    def _local(self, calendar: SlowCalendar, year: int, month: int, day: int) -> int:
        clock = time(self.draw.randrange(24), self.draw.choice((0, 0, 30, 59)))
        local = datetime(year, month, day, clock.hour, clock.minute, tzinfo=calendar.zone)
        return to_us(local.astimezone(UTC))


def random_history(seed: int, number: int) -> History:
    """The history of that number under that seed."""
    return MakeHistory(random.Random(f"{seed}/{number}")).made()
