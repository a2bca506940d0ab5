"""What a customer's plan gave it beside its cases, for a year and a stretch of it (CP-29 to CP-33).

It is part of a review and of the customer's own page. Ids stand for people; days are the vendor's.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTam:
    """Who the TAM is, and from which day on (CP-31)."""

    tam_id: str
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TamCallLine:
    """A call to the TAM between reviews (CP-31); `numbers`: the cases that it was about."""

    called_at: datetime
    caller_id: str
    tam_id: str | None
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A visit of the TAM's: agreed for a day, or held on it (CP-31)."""

    state: str
    visit_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """A case went ahead within its priority (CP-31): from when, until when at most, and when it was
    put back before; `open`: it goes ahead at the end of the stretch.
    """

    number: str
    moved_at: datetime
    until: datetime
    moved_back_at: datetime | None
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitLine:
    """A benefit in the year so far (CP-32): whether the plan has it, and how often each kind of use
    was. `yearly`: how many a year holds, None where there is no number; `left`: of those.
    """

    benefit: str
    in_plan: bool
    yearly: int | None
    uses: dict[str, int]
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceMonth:
    """A month's scheduled maintenance in minutes, the allowance that it took up, and whether it
    broke the promise (CP-33).
    """

    month: int
    minutes: float
    allowance: int
    broke_promise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceYear:
    """A year's maintenance under EBC (CP-33): the months so far, how many allowances are left by
    their minutes, and the minutes that were in no window and count for nothing.
    """

    year: int
    months: tuple[MaintenanceMonth, ...]
    left: dict[str, int]
    unscheduled_minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All of it: calls and moves of the stretch, the rest of the calendar year in which it ends.

    `tam` and `group_since` are as of the stretch's last day: who is the TAM, and since when the
    customer is in the user group; None: nobody, and not. `maintenance` is None without EBC.
    """

    year: int
    tam: AccountTam | None
    calls: tuple[TamCallLine, ...]
    visits: tuple[VisitLine, ...]
    group_since: date | None
    benefits: tuple[BenefitLine, ...]
    moves: tuple[MoveLine, ...]
    maintenance: MaintenanceYear | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Authorized contacts (CP-9): included in the plan (None: no limit), paid extra, and taken."""

    included: int | None
    extra: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """When the term ends, and whether it goes on by itself (CP-3).

    `last_day_of_notice`: a notice until then stops the renewal. `in_force`: the term has not ended.
    """

    ends_on: date
    last_day_of_notice: date
    notice_given_on: date | None
    in_force: bool

    @property
    def renews(self) -> bool:
        """Return whether the term goes on by itself: nobody gave notice."""
        return self.notice_given_on is None
