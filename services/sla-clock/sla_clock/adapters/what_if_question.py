"""What may be asked of a period, and what is answered: as it was, and as it would have been."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.terms import Priority
from sla_clock.what_if.supposed_promise import Supposition
from sla_clock.what_if.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Cases opened from `since` on and before `before` (both aware), of one customer or of all."""

    since: datetime
    before: datetime
    customer_id: str | None = None


class TooManyCases(ValueError):
    """The period holds more cases than are judged in one go. Ask for a shorter one."""

    def __init__(self, cases: int, most: int) -> None:
        super().__init__(f"{cases} cases are more than the {most} that are judged in one go")
        self.cases, self.most = cases, most

    def __reduce__(self) -> tuple[type["TooManyCases"], tuple[int, int]]:
        """Return how to make it again, in the process that asked."""
        return TooManyCases, (self.cases, self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many cases ended how.

    `excused`: taken off, since the case left the entitlement or was closed unanswered. `withdrawn`:
    a claim of an answer in time was accepted (CP-27c). `attainment`: met, of met and missed, in
    percent, rounded down to one decimal; None without any.
    """

    cases: int
    met: int
    missed: int
    withdrawn: int
    excused: int
    open: int
    attainment: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityLine:
    """The cases that were judged in a priority: as it was, and as it would have been.

    A case has one line on both sides: that of the priority in which it was judged as it was.
    """

    priority: Priority
    was: Counts
    would_be: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVerdict:
    """What became of a case; `due_at` is None while its clock stands."""

    verdict: Verdict
    priority: Priority
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferentCase:
    """A case that would have ended otherwise, and why."""

    case_id: str
    number: str
    customer_id: str
    opened_at: datetime
    was: CaseVerdict
    would_be: CaseVerdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A period as it was, and as it would have been.

    Its cases were opened from `since` on and before `before`. `known_until`: what was recorded up
    to then is judged, which is as far as the clock knows all cases. `facts_since`: of what was
    recorded before, not everything is kept; None: everything is. `lacking`: cases of which
    something is not kept; they are left out, or judged without what is missing. `different` counts
    all that differ; `different_cases` are the first of them, by the time of their opening.
    """

    since: datetime
    before: datetime
    known_until: datetime | None
    facts_since: datetime | None
    cases: int
    lacking: int
    by_priority: list[PriorityLine]
    was: Counts
    would_be: Counts
    different: int
    different_cases: list[DifferentCase]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfQuestion:
    """A period, what is to be different, and how many of the cases that differ are to be told.

    `most` bounds the cases.
    """

    period: Period
    other: Supposition
    shown: int
    most: int | None = None
