"""Finds which plans were in force in a period, and which reviews they give (CP-1, CP-29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from careplans.review_cadence import MONTHS, ReviewCadences
from careplans.vocabulary import ReviewPeriod
from events.catalogue.terms import Plan
from reporting.domain.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtTerm:
    """A term of use as it was bought: both days are included.

    `seq` gives the order in which terms were bought.
    """

    plan: Plan
    terms_version: str | None
    starts_on: date
    ends_on: date
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStretch:
    """A plan that was in force from one day to another, both included."""

    plan: Plan
    terms_version: str | None
    from_day: date
    to_day: date


def plans_in(period: Period, terms: Sequence[BoughtTerm]) -> tuple[PlanStretch, ...]:
    """Return the plans in force on the period's days, in order.

    If terms overlap, as in a change of plan, the one bought last counts.
    """
    days = {period.first, period.after}
    for term in terms:
        days |= {term.starts_on, term.ends_on + timedelta(days=1)}
    # Between two of these days, no plan begins or ends.
    cuts = sorted({max(period.first, min(day, period.after)) for day in days})
    stretches: list[PlanStretch] = []
    for first, after in pairwise(cuts):
        if (covering := _in_force(terms, first)) is not None:
            stretches.append(_stretch(covering, first, after - timedelta(days=1)))
    return _joined(stretches)


def plan_on(terms: Sequence[BoughtTerm], day: date) -> BoughtTerm | None:
    """Return the term that is in force on a day, the one bought last of several; None: none is."""
    return _in_force(terms, day)


def gives_review(period: Period, plans: Sequence[PlanStretch], cadences: ReviewCadences) -> bool:
    """Return whether a plan of the period gives a review of its length (CP-29)."""
    return any(
        period.months == MONTHS[cadence]
        for each in plans
        for cadence in cadences.of(each.plan, each.terms_version)
    )


def review_rule(plans: Sequence[PlanStretch], cadences: ReviewCadences) -> str:
    """Say what the plans of a period give: `The Gold plan has a review each quarter.`"""
    sentences = [
        f"The {each.plan.capitalize()} plan {_given(cadences.of(each.plan, each.terms_version))}."
        for each in plans
    ]
    return " ".join(dict.fromkeys(sentences)) or "No plan was in force in that period."


def _given(cadences: Sequence[ReviewPeriod]) -> str:
    each = " and ".join(f"each {cadence}" for cadence in sorted(cadences, key=MONTHS.__getitem__))
    return f"has a review {each}" if each else "has no reviews"


def _in_force(terms: Sequence[BoughtTerm], day: date) -> BoughtTerm | None:
    covering = [term for term in terms if term.starts_on <= day <= term.ends_on]
    return max(covering, key=lambda term: term.seq, default=None)


def _stretch(term: BoughtTerm, first: date, last: date) -> PlanStretch:
    return PlanStretch(
        plan=term.plan, terms_version=term.terms_version, from_day=first, to_day=last
    )


def _joined(stretches: Sequence[PlanStretch]) -> tuple[PlanStretch, ...]:
    """Join neighbouring stretches of one plan and one version of the terms.

    A renewal changes nothing for a reader.
    """
    joined: list[PlanStretch] = []
    for each in stretches:
        last = joined[-1] if joined else None
        same = last is not None and (last.plan, last.terms_version) == (
            each.plan,
            each.terms_version,
        )
        if last is not None and same and last.to_day + timedelta(days=1) == each.from_day:
            joined[-1] = PlanStretch(
                plan=last.plan,
                terms_version=last.terms_version,
                from_day=last.from_day,
                to_day=each.to_day,
            )
        else:
            joined.append(each)
    return tuple(joined)
