"""A review as a document: what a technical account manager lays before a customer (CP-29, CP-30).

Lengths are in seconds (`_s`) or days, shares in percent, times in UTC; what each figure means
stands in `definitions`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from events.catalogue.terms import Plan, Priority
from reporting.domain.account import Account
from reporting.domain.knowledge import ClockSight
from reporting.domain.plan_terms import PlanStretch
from reporting.domain.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far one partition of one topic had been read: everything below `next_seq` is in the
    review.
    """

    topic: str
    partition: int
    next_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedCustomer:
    """Whom the review is for. `plans` were in force in the period, in order, not those of today.

    `plan`, `terms_version` and the days of the term are those of the last of them, within the
    period. `review_is_due`: that plan gives a review of such a period; `review_rule` says what it
    gives (CP-29).
    """

    customer_id: str
    name: str
    plan: Plan | None
    terms_version: str | None
    term_starts_on: date | None
    term_ends_on: date | None
    plans: tuple[PlanStretch, ...] = ()
    review_is_due: bool = True
    review_rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPeriod:
    """What stretch of time it covers:

    `starts_at` inclusive, `ends_at` exclusive, days in `zone`. `over`: it had ended when drawn.
    """

    name: str
    label: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Cases that came and went, and the verdicts that fell."""

    opened: int
    closed: int
    excluded: int
    open_at_end: int
    targets: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityLine:
    """The flow of one priority, and the promises of it that were still running at the end."""

    priority: Priority
    opened: int
    closed: int
    open_at_end: int
    targets: Tally
    running: int
    longest_late_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case.

    `status` and `priority` are as at the end of the period; `ended_at` may be later where it is
    known by now. `first_response`: `met`, `missed`, `withdrawn`, `cancelled` (taken off: out of
    entitlement, or closed unanswered), `running`, `paused` or `excused` (the clock stands: waiting,
    or nobody reached), `due-not-judged`; None where the clock has not told of it.
    """

    case_id: str
    number: str
    subject: str
    priority: Priority
    status: str
    opened_at: datetime
    responded_at: datetime | None
    resolved_at: datetime | None
    ended_at: datetime | None
    age_days: float
    reopened: int
    first_response: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachLine:
    """A response target that was missed in the period.

    `late_by_s` runs from the due time to the answer; None while nobody has answered, and where the
    answer is said to have been given in time (`told_in_time`): then `answered_at` is what was said,
    and `recorded_late_s` runs from the due time to when the log learned of it. `unanswered_s`: from
    the due time until now (or `as_of`), while the case is open and unanswered. A withdrawn breach
    says when and by whom (CP-27c).
    """

    case_id: str
    number: str
    subject: str
    priority: Priority
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    late_by_s: float | None
    late_reason: str | None
    detected_late_s: float
    paused_s: int
    excused_s: int
    recorded_at: datetime | None = None
    recorded_late_s: float | None = None
    told_in_time: bool = False
    unanswered_s: float | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LongestDelay:
    """The missed target that took longest:

    `unanswered` and counting, or answered after `seconds`.
    """

    number: str
    seconds: float
    unanswered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTotals:
    """How many lines each list has in all; a review shows a stretch of each."""

    open_cases: int = 0
    cases: int = 0
    breaches: int = 0
    withdrawn: int = 0
    stood_cases: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodLine:
    """A promise with a verdict in the period whose clock stood: waiting for the customer
    (`paused_s`), or excused since nobody was reached (`excused_s`, CP-27).

    `verdict`: `met`, `missed`, `withdrawn`, or `cancelled` where it was taken off, for the reason
    that `excused_reason` names.
    """

    case_id: str
    number: str
    priority: Priority
    verdict: str
    paused_s: int
    excused_s: int
    excused_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A page about one of the customer's cases, raised in the period."""

    page_id: str
    number: str | None
    priority: Priority | None
    reason: str
    raised_at: datetime
    first_sent_after_s: float | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    acknowledged_after_s: float | None
    state: str
    steps: int
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerSummary:
    """How many pages, how many acknowledged, and how fast (median and slowest, in seconds)."""

    raised: int
    acknowledged: int
    median_after_s: float | None
    slowest_after_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """How many unresolved cases are of an age, at the end, by priority."""

    label: str
    counts: dict[Priority, int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateBand:
    """How many missed targets were answered within a stretch after they were due."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """The verdicts of one priority that fell in one week or month."""

    label: str
    starts_on: date
    priority: Priority
    met: int
    missed: int
    excused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodSummary:
    """Time that the clocks stood before the verdicts of the period, shown apart from the
    attainment.
    """

    paused_s: int
    excused_s: int
    targets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The whole review.

    `as_of` is the instant it was asked for (None: as known when drawn); `positions` are how far the
    log was read.

    `known_until`: every fact recorded by then is in it. `clock`: whether verdicts came as they fell
    when it was drawn. `due_not_judged`: targets that fell due in the period and that the clock has
    not judged; `unclocked`: cases of the period that it has not told of. Neither is met. `draft`:
    it was not published, and may still change.

    `account`: what the plan gave beside cases (CP-29 to CP-33).

    The lists are stretches of `totals` lines. Fields with a default came later than the first
    published reviews.
    """

    customer: ReviewedCustomer
    period: ReviewedPeriod
    as_of: datetime | None
    drawn_at: datetime
    positions: tuple[Position, ...]
    open_at_start: int
    summary: Flow
    year_so_far: Flow
    priorities: tuple[PriorityLine, ...]
    open_cases: tuple[CaseLine, ...]
    cases: tuple[CaseLine, ...]
    breaches: tuple[BreachLine, ...]
    stood: StoodSummary
    stood_cases: tuple[StoodLine, ...]
    pager: PagerSummary
    pages: tuple[PageLine, ...]
    ageing: tuple[AgeBand, ...]
    lateness: tuple[LateBand, ...]
    trend_unit: str
    trend: tuple[TrendPoint, ...]
    definitions: dict[str, str]
    draft: bool = False
    known_until: datetime | None = None
    clock: ClockSight | None = None
    due_not_judged: int = 0
    unclocked: int = 0
    totals: ListTotals | None = None
    withdrawn: tuple[BreachLine, ...] = ()
    longest_delay: LongestDelay | None = None
    account: Account | None = None
