"""The tables of a terms file: what each of them holds, and nothing that is worked out from it."""

from datetime import time
from typing import Literal

import msgspec

from careplans.vocabulary import ReviewPeriod
from careplans.warning_fractions import check_fractions
from events.catalogue.case_events import Channel
from events.catalogue.terms import (
    AtDue,
    Priority,
    WhenDue,
    WhenLowered,
    WhenRaised,
    WhenWarned,
)


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a terms file: a key that it does not know is a mistake, not a comment."""


class CalendarChoice(Part, frozen=True, kw_only=True):
    """Which version of which calendar counts for these terms (CP-25).

    `follow`: a later version counts for new cases as soon as it is known, and open deadlines follow
    it when `follow-calendars` is run. Without it a case keeps the version named here.
    """

    id: str
    version: int
    follow: bool = False


class ClockRules(Part, frozen=True, kw_only=True):
    """How the clock runs: which priorities count always (CP-23), when to warn, and what a change of
    priority does (CP-27a).

    `warn_at_fractions`: parts of the budget, ascending, above 0 and below 1. Terms that do not say
    when a target is due (CP-24), what a wait at the due time does (CP-27b) and when to warn mean
    the first reading.
    """

    counts_always: tuple[Priority, ...]
    warn_at_fractions: tuple[float, ...]
    when_raised: WhenRaised
    when_lowered: WhenLowered
    when_due: WhenDue = "same-local-time"
    at_due: AtDue = "wait-takes-nothing"
    when_warned: WhenWarned = "part-of-governing-target"

    def __post_init__(self) -> None:
        check_fractions(self.warn_at_fractions)


class Renewal(Part, frozen=True, kw_only=True):
    """How many days before the term's end a customer may still say that it does not renew
    (CP-3).
    """

    notice_days: int

    def __post_init__(self) -> None:
        if self.notice_days < 0:
            raise ValueError("notice_days must not be negative")


class Telephone(Part, frozen=True, kw_only=True):
    """When the telephone is staffed, local time of the calendar's zone on its working days, and for
    whom always (CP-15).
    """

    opens: time
    closes: time
    always_for: tuple[Priority, ...]

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")


class PriorityRule(Part, frozen=True, kw_only=True):
    """What a priority means (CP-12), who may log it and by which channel (CP-13, CP-14)."""

    meaning: str
    any_user: bool
    channels: tuple[Channel, ...]


class Priorities(Part, frozen=True, kw_only=True):
    """The rule of each priority."""

    P1: PriorityRule
    P2: PriorityRule
    P3: PriorityRule
    P4: PriorityRule


class Trainings(Part, frozen=True, kw_only=True):
    """What an authorized contact must have finished (CP-10).

    All courses of any one of `any_of`, and all of `supplemental`.
    """

    names: dict[str, str]
    any_of: tuple[tuple[str, ...], ...]
    supplemental: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = (
            {course for courses in self.any_of for course in courses} | set(self.supplemental)
        ) - set(self.names)
        if unknown:
            raise ValueError(f"courses without a name: {', '.join(sorted(unknown))}")


class Allowance(Part, frozen=True, kw_only=True):
    """Maintenance may take at most `minutes` in each of `months` months of a calendar year
    (CP-33).
    """

    minutes: int
    months: int


class Continuity(Part, frozen=True, kw_only=True):
    """Enhanced business continuity.

    The allowances of a year, shortest first, twelve months together (CP-33).
    """

    allowances: tuple[Allowance, ...]

    def __post_init__(self) -> None:
        if sum(allowance.months for allowance in self.allowances) != 12:
            raise ValueError("the allowances' months must add up to 12")
        if list(self.allowances) != sorted(
            self.allowances, key=lambda allowance: allowance.minutes
        ):
            raise ValueError("the allowances must ascend by minutes")


class FirstResponse(Part, frozen=True, kw_only=True):
    """The targets for the initial response as printed (CP-22, CP-28), such as `24 hours` or `5
    business days`.
    """

    P1: str
    P2: str
    P3: str
    P4: str


class PlanTerms(Part, frozen=True, kw_only=True):
    """What one plan gives: targets (CP-22), seats (CP-9; absent: no limit), queue (CP-21), reviews
    (CP-29), TAM and benefits (CP-31, CP-32).

    `queue_rank`: 1 is served first. `price_rank`: 1 is the cheapest. `yearly`: how many of a
    benefit a year holds.
    """

    name: str
    queue_rank: int
    price_rank: int
    first_response: FirstResponse
    seats: int | None = None
    extra_seats: int | Literal["no-limit"] = 0
    reviews: tuple[ReviewPeriod, ...] = ()
    own_desk: bool = False
    named_tam: bool = False
    tam_calls: bool = False
    vip_user_group: bool = False
    yearly: dict[str, int] = {}

    def __post_init__(self) -> None:
        extra = 0 if self.extra_seats == "no-limit" else self.extra_seats
        for field, number in (("seats", self.seats or 0), ("extra_seats", extra)):
            if number < 0:
                raise ValueError(f"{field} must not be negative")
        for benefit, number in self.yearly.items():
            if number < 0:
                raise ValueError(f"yearly: {benefit} must not be negative")

    @property
    def most_extra_seats(self) -> int | None:
        """How many paid seats a customer may have at most; None: no limit (CP-9)."""
        return None if self.extra_seats == "no-limit" else self.extra_seats


class Plans(Part, frozen=True, kw_only=True):
    """The three plans (CP-1)."""

    silver: PlanTerms
    gold: PlanTerms
    platinum: PlanTerms
