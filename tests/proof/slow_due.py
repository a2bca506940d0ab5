"""When a promise is due, counted piece by piece (CP-23, CP-24, CP-27, CP-27b).

Written from the rules, without a look at the product's own counting. A stretch is `(start, end)`,
`end` None while nobody knows it. NEVER: the clock stands, and nobody knows until when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from tests.proof.slow_calendar import SlowCalendar, to_time, to_us
from tests.proof.slow_terms import SlowPromise, SlowTarget

NEVER = 1 << 62
_LONG = 300 * 86_400_000_000
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SlowClaim:
    """A target that is counted from an instant; `used`: what of the whole was used up before."""

    target: SlowTarget
    since: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class SlowClock:
    """The time that counts for one promise, with the stretches in which its clock stood.

    `stood` is in order and does not overlap; one that nobody knows the end of ends at NEVER.
    """

    calendar: SlowCalendar
    promise: SlowPromise
    stood: Sequence[Stretch]

    def due(self, claim: SlowClaim) -> int:
        """The earliest instant at which the counted time reaches the target (CP-24)."""
        budget = self.budget(claim)
        due = self.reached(claim, budget)
        if self.promise.when_due is None and claim.target.business_days and due != NEVER:
            # The first reading: the day's own local time, even where nobody works then.
            due = max(due, self._days_on(claim))
        return due

    def budget(self, claim: SlowClaim) -> int:
        """The time promised, in microseconds; business days count what they really last."""
        if not claim.target.business_days:
            return claim.target.length
        return _counted(self.calendar, self._start(claim), self._days_on(claim))

    def reached(self, claim: SlowClaim, budget: int) -> int:
        """The earliest instant at which so much has been counted; NEVER while the clock stands."""
        counted = 0
        for since, upto in self._running(claim, claim.since, NEVER):
            if counted + upto - since >= budget:
                return self._not_in_a_wait(claim, since + budget - counted)
            counted += upto - since
        return NEVER

    def _not_in_a_wait(self, claim: SlowClaim, at: int) -> int:
        """CP-27b: a wait that begins at the very instant has begun, so the time is after it."""
        if self.promise.at_due == "wait-has-begun":
            while at != NEVER and (ends := [e for s, e in self.stood if s <= at < e]):
                at = ends[0] if claim.target.always else self._first_counted(ends[0])
        return at

    def mark(self, claim: SlowClaim, part: float) -> int:
        """When so much of the whole is used up; 0 where it was used up before the claim began."""
        left = round((claim.used + self.budget(claim)) * part) - claim.used
        return self.reached(claim, left) if left > 0 else 0

    def counted(self, claim: SlowClaim, until: int) -> int:
        """What was counted until then."""
        return claim.used + self.left(claim, claim.since, until)

    def left(self, claim: SlowClaim, since: int, due: int) -> int:
        """What counts from `since` until it is due."""
        return sum(upto - start for start, upto in self._running(claim, since, due))

    def counting(self, claim: SlowClaim, since: int, until: int) -> int:
        """What would have been counted from `since` to `until`, had the clock never stood."""
        if claim.target.always:
            return max(until - since, 0)
        return self.calendar.counted(since, until)

    def _running(self, claim: SlowClaim, start: int, until: int) -> Iterator[Stretch]:
        """The pieces of time that count, from `start` on, in order."""
        at = start
        for stood_from, stood_until in [*self.stood, (NEVER, NEVER)]:
            yield from self._counting_pieces(claim, at, min(stood_from, until))
            at = max(at, stood_until)
            if at >= until:
                return

    def _counting_pieces(self, claim: SlowClaim, start: int, until: int) -> Iterator[Stretch]:
        if claim.target.always:
            if until > start:
                yield start, until
        else:
            yield from self.calendar.worked(start, min(until, start + _LONG))

    def _start(self, claim: SlowClaim) -> int:
        return self.calendar.first_worked(claim.since)

    def _first_counted(self, at: int) -> int:
        """The instant itself, on working time or at its very end; else where that next begins."""
        if at == NEVER or self.calendar.is_worked(at - 1):
            return at
        return self.calendar.first_worked(at)

    def _days_on(self, claim: SlowClaim) -> int:
        """The same local time of day so many working days after the start."""
        local = to_time(self._start(claim)).astimezone(self.calendar.zone)
        day, left = local.date(), claim.target.business_days
        while left:
            day += timedelta(days=1)
            left -= self.calendar.is_working_day(day)
        # A local time that the clocks skip moves on by what they skip; of two, the first one.
        wanted = datetime.combine(day, local.time(), self.calendar.zone).replace(fold=0)
        return to_us(wanted.astimezone(UTC))


@cache
def _counted(calendar: SlowCalendar, since: int, until: int) -> int:
    return calendar.counted(since, until)


def in_order(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same stretches without overlap, those without length left out."""
    joined: list[Stretch] = []
    for start, end in sorted(one for one in stretches if one[0] < one[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
