"""A second opinion on whole histories of a case.

It walks from half hour to half hour and keeps books.

It shares no code with the product and knows CP-22 to CP-27b by their words. An event comes before
what is due at its own instant. Good for 9 November 2026 to 15 January 2027 in Detroit, where no
clock changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import inf

TICK = timedelta(minutes=30)
BEGIN = datetime(2026, 11, 9, 5, tzinfo=UTC)
"""Monday's 00:00 in Detroit, which is five hours behind all the while."""
END = 66 * 48
HOLIDAYS = (
    date(2026, 11, 11),
    date(2026, 11, 26),
    date(2026, 12, 25),
    date(2027, 1, 1),
)
HOURS: Mapping[tuple[str, str], int] = {
    ("silver", "P1"): 1,
    ("silver", "P2"): 24,
    ("silver", "P3"): 48,
    ("silver", "P4"): 120,
    ("gold", "P1"): 1,
    ("gold", "P2"): 12,
    ("gold", "P3"): 24,
    ("gold", "P4"): 48,
}
"""Five business days are five times 24 hours where no clock changes."""

WORKS = [
    (day := (BEGIN - timedelta(hours=5) + tick * TICK).date()).weekday() < 5 and day not in HOLIDAYS
    for tick in range(END)
]


@dataclass(frozen=True)
class Happening:
    """What happens to the case at a tick: `change` has the new priority."""

    tick: int
    what: str
    priority: str = ""


@dataclass(frozen=True)
class Judged:
    """How it ended, and for a breach the tick at which it was due."""

    verdict: str
    due: float = inf


@dataclass
class _Claim:
    """Half hours left of a target, and the tick at which they were used up and the clock ran."""

    always: bool
    left: int
    reached: float = inf

    def walk(self, tick: int, stands: bool) -> bool:
        """Whether it is reached now.

        Due is on working time or right after it, and not while it stands (CP-24, CP-27b).
        """
        if stands or self.reached != inf:
            return False
        if self.left:
            self.left -= 1 if self.always or WORKS[tick] else 0
            return False
        if self.always or WORKS[tick] or WORKS[tick - 1]:
            self.reached = tick
        return self.reached == tick


@dataclass
class _Ledger:
    plan: str
    start: int
    priority: str
    waits: bool = False
    unreachable: bool = False
    stood: list[bool] = field(default_factory=list)
    claims: list[_Claim] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.waits or self.unreachable

    def claim(self, how: str, since: int, tick: int) -> None:
        """A target of today's priority that counts from `since`.

        What has passed of it is caught up.
        """
        made = _Claim(self.priority == "P1", 2 * HOURS[self.plan, self.priority])
        for past in range(since, tick):
            made.walk(past, self.stood[past - self.start])
        self.claims.append(made)
        self.changes.append((how, self.priority))

    def due(self) -> float:
        """CP-27a, change by change."""
        dues: list[float] = []
        for (how, priority), claim in zip(self.changes, self.claims, strict=True):
            if how == "raised":
                had = [
                    due
                    for due, (_, then) in zip(dues, self.changes, strict=False)
                    if then <= priority
                ]
                dues.append(min(dues[-1], claim.reached, *had))
            elif how == "lowered":
                dues.append(max(dues[-1], claim.reached))
            else:
                dues.append(claim.reached)
        return dues[-1]


def judge(plan: str, priority: str, start: int, happenings: Sequence[Happening]) -> Judged:
    """Walk until it is answered, dropped or due; `running` where the walk ends before."""
    ledger = _Ledger(plan, start, priority)
    ledger.claim("opened", start, start)
    waiting = list(happenings)
    for tick in range(start, END):
        while waiting and waiting[0].tick == tick:
            if ended := _happen(ledger, waiting.pop(0)):
                return Judged(ended)
            # A raise may bring back a due time that has passed: it is breached before what comes
            # next.
            if ledger.due() < tick:
                return Judged("breached", ledger.due())
        stands = ledger.stands
        ledger.stood.append(stands)
        for claim in ledger.claims:
            if claim.walk(tick, stands) and ledger.due() <= tick:
                return Judged("breached", ledger.due())
    return Judged("running")


def _happen(ledger: _Ledger, one: Happening) -> str:
    match one.what:
        case "respond":
            return "met"
        case "close":
            return "cancelled"
        case "ask":
            ledger.waits = True
        case "tell":
            ledger.waits = False
        case "lose":
            ledger.unreachable = ledger.unreachable or ledger.priority == "P1"
        case "reach":
            ledger.unreachable = False
        case "change":
            _change(ledger, one)
        case _:
            raise AssertionError(one.what)
    return ""


def _change(ledger: _Ledger, one: Happening) -> None:
    if one.priority == ledger.priority:
        return
    raised = one.priority < ledger.priority
    ledger.priority = one.priority
    ledger.unreachable = ledger.unreachable and one.priority == "P1"
    ledger.claim("raised" if raised else "lowered", one.tick if raised else ledger.start, one.tick)
