"""Draws a review: every figure of it, and nothing that is not in the rows (CP-29, CP-30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from careplans.review_cadence import ReviewCadences
from reporting.domain.account import Account
from reporting.domain.bands import PRIORITIES
from reporting.domain.customer_row import CustomerRow
from reporting.domain.definitions import DEFINITIONS
from reporting.domain.knowledge import Knowledge
from reporting.domain.period import Period
from reporting.domain.plan_terms import PlanStretch, gives_review, review_rule
from reporting.domain.review import (
    BreachLine,
    CaseLine,
    ListTotals,
    LongestDelay,
    PageLine,
    PagerSummary,
    Position,
    Review,
    ReviewedCustomer,
    ReviewedPeriod,
    StoodLine,
)
from reporting.domain.review_counts import (
    Counts,
    ageing,
    flow_of,
    lateness,
    open_at_start,
    priority_line,
    touched,
    trend,
    unclocked,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLists:
    """The lines that a review shows, which are a stretch of each list.

    `longest` is over all missed targets of the period.
    """

    open_cases: Sequence[CaseLine]
    cases: Sequence[CaseLine]
    breaches: Sequence[BreachLine]
    withdrawn: Sequence[BreachLine]
    stood: Sequence[StoodLine]
    pages: Sequence[PageLine]
    longest: LongestDelay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a review is drawn from: what is counted, what is listed, and the plans that were in
    force in the period.
    """

    customer: CustomerRow
    plans: tuple[PlanStretch, ...]
    cadences: ReviewCadences
    counts: Counts
    lists: ReviewLists
    pager: PagerSummary
    positions: tuple[Position, ...]
    account: Account | None = None


def draw_review(
    material: Material, period: Period, *, as_of: datetime | None, known: Knowledge
) -> Review:
    """Return the review of `period`, up to now or `as_of` if the period is not over then."""
    counts, lists = material.counts, material.lists
    summary = flow_of(counts, period, whole_year=False)
    return Review(
        customer=_customer(material, period),
        period=_period(period, min(as_of or known.drawn_at, period.end)),
        as_of=as_of,
        draft=True,
        drawn_at=known.drawn_at,
        # As of an instant is only drawn once everything up to it is known.
        known_until=as_of or known.known_until,
        clock=known.clock,
        due_not_judged=summary.targets.due_not_judged,
        unclocked=unclocked(counts),
        positions=material.positions,
        open_at_start=open_at_start(counts),
        summary=summary,
        year_so_far=flow_of(counts, period, whole_year=True),
        priorities=tuple(priority_line(counts, period, priority) for priority in PRIORITIES),
        totals=_totals(material, period),
        open_cases=tuple(lists.open_cases),
        cases=tuple(lists.cases),
        breaches=tuple(lists.breaches),
        withdrawn=tuple(lists.withdrawn),
        longest_delay=lists.longest,
        stood=counts.stood,
        stood_cases=tuple(lists.stood),
        pager=material.pager,
        pages=tuple(lists.pages),
        ageing=ageing(counts),
        lateness=lateness(counts, period),
        trend_unit=period.unit,
        trend=trend(counts, period),
        definitions=dict(DEFINITIONS),
        account=material.account,
    )


def _totals(material: Material, period: Period) -> ListTotals:
    flow = flow_of(material.counts, period, whole_year=False)
    return ListTotals(
        open_cases=flow.open_at_end,
        cases=touched(material.counts),
        breaches=flow.targets.missed,
        withdrawn=flow.targets.withdrawn,
        stood_cases=material.counts.stood.targets,
        pages=material.pager.raised,
    )


def _customer(material: Material, period: Period) -> ReviewedCustomer:
    """Return the customer with the plan that was in force last in the period, if any was."""
    # Not the customer's plan of today: a review is drawn under what was in force then (CP-1).
    row, last = material.customer, material.plans[-1] if material.plans else None
    return ReviewedCustomer(
        customer_id=row.customer_id,
        name=row.name,
        plan=last.plan if last else None,
        terms_version=last.terms_version if last else None,
        term_starts_on=last.from_day if last else None,
        term_ends_on=last.to_day if last else None,
        plans=material.plans,
        review_is_due=gives_review(period, material.plans, material.cadences),
        review_rule=review_rule(material.plans, material.cadences),
    )


def _period(period: Period, until: datetime) -> ReviewedPeriod:
    return ReviewedPeriod(
        name=period.name,
        label=period.label,
        zone=period.zone.key,
        starts_at=period.start,
        ends_at=period.end,
        over=until >= period.end,
    )
