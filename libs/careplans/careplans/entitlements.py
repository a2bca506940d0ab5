"""Decides what a plan's customer is entitled to, and why not if it is not (CP-4 to CP-15)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from careplans.scope import NotACase
from careplans.terms import Terms
from events.catalogue.case_events import Area, Channel
from events.catalogue.terms import Plan, Priority

RefusalCode = Literal[
    "authorized-contact-required",
    "training-missing",
    "plan-lapsed",
    "fees-overdue",
    "phone-is-for-p1",
    "seats-taken",
    "not-a-case",
]
EntitlementStatus = Literal["entitled", "not-begun", "lapsed", "fees-overdue"]
SeatKind = Literal["included", "extra"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not possible: a stable code, and a sentence for the person who asked.

    It names nobody (CP-11).
    """

    code: RefusalCode
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """What entitlement depends on: the plan and the term of use that covers today, if there is one.

    Both days of the term are included. `begins_on`: the first day of a term that was bought and has
    not begun, if none covers today.
    """

    plan: Plan | None
    starts_on: date | None
    ends_on: date | None
    fees_overdue: bool = False
    begins_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterFacts:
    """A reporter: a named authorized contact or not (CP-8), with finished courses (CP-10)."""

    named_as_contact: bool
    courses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRequest:
    """What somebody wants to open, on which day (in the vendor's zone)."""

    priority: Priority
    channel: Channel
    area: Area
    subject: str
    reporter: ReporterFacts
    on: date


def may_open(request: CaseRequest, customer: CustomerFacts, terms: Terms) -> Refusal | None:
    """Return None if the case may be opened, else the first reason against it.

    In this order: the customer's status (CP-4, CP-6), what is no case (CP-11), the channel (CP-14),
    the person (CP-10, CP-14).
    """
    return (
        _no_access(customer, request.on)
        or _not_a_case(request, terms)
        or _wrong_channel(request, terms)
        or _wrong_person(request, terms)
    )


def likely_no_case(request: CaseRequest, terms: Terms, likely: NotACase) -> bool:
    """Return whether a case that may be opened is likely none (CP-11), so that a hint goes with it.

    `likely`: the words that say so, which older terms do not have of their own.
    """
    subject = f" {_plain(request.subject)} "
    words = (*terms.not_a_case.subjects, *likely.likely)
    # Within a subject, too: a fault that mentions a password stays a case, with a hint.
    by_words = any(f" {_plain(text)} " in subject for text in words)
    return by_words or request.area in terms.not_a_case.areas


def entitlement_status(customer: CustomerFacts, on: date) -> EntitlementStatus:
    """Return whether the customer has access to support on that day (CP-4, CP-6).

    Both days of the term are included.
    """
    if (
        customer.starts_on is None
        or customer.ends_on is None
        or not customer.starts_on <= on <= customer.ends_on
    ):
        return "lapsed" if customer.begins_on is None else "not-begun"
    return "fees-overdue" if customer.fees_overdue else "entitled"


def _no_access(customer: CustomerFacts, on: date) -> Refusal | None:
    """Return the refusal by the customer's status.

    For a plan that has not begun, it says when access begins.
    """
    return refusal_of(entitlement_status(customer, on), customer.begins_on)


def refusal_of(status: EntitlementStatus, begins_on: date | None = None) -> Refusal | None:
    """Return the refusal that a status means; None for an entitled customer.

    `begins_on` is the first day of a plan that has not begun.
    """
    match status:
        case "entitled":
            return None
        case "not-begun":
            return Refusal(
                "plan-lapsed",
                f"The plan has not begun: there is access to support from {begins_on} on.",
            )
        case "lapsed":
            return Refusal(
                "plan-lapsed",
                "There is no plan in force for this customer; "
                "a new term gives access to support again.",
            )
        case "fees-overdue":
            return Refusal(
                "fees-overdue",
                "Fees are overdue; access to support is back as soon as they are paid.",
            )
        case _:
            assert_never(status)


def may_act_as_contact(reporter: ReporterFacts, terms: Terms) -> Refusal | None:
    """Return None for a named contact with all its training (CP-8, CP-10), else what is missing.

    Until then it may be named, but not act.
    """
    if not reporter.named_as_contact:
        return Refusal(
            "authorized-contact-required", "Only an authorized contact of the customer may do this."
        )
    missing = missing_trainings(reporter.courses, terms)
    if missing:
        names = ", ".join(terms.trainings.names[course] for course in missing)
        return Refusal(
            "training-missing",
            f"Before acting as an authorized contact, these are still to be finished: {names}.",
        )
    return None


def missing_trainings(courses: frozenset[str], terms: Terms) -> Sequence[str]:
    """Return the courses still to finish before acting as an authorized contact (CP-10).

    It takes the shortest way; empty for a trained contact.
    """
    ways = [[course for course in way if course not in courses] for way in terms.trainings.any_of]
    # Of two ways with as much left, the one that the terms name first.
    shortest = min(ways, key=len, default=[])
    return tuple(shortest) + tuple(
        course for course in terms.trainings.supplemental if course not in courses
    )


def next_seat(plan: Plan, taken: int, extra_seats: int, terms: Terms) -> SeatKind | Refusal:
    """Return the kind of seat for one more authorized contact after `taken` named ones (CP-9).

    `extra_seats` are the paid seats that the customer bought. A plan without a number of seats has
    no limit.
    """
    included = terms.plan(plan).seats
    if included is None or taken < included:
        return "included"
    if taken < included + extra_seats:
        return "extra"
    return Refusal(
        "seats-taken", f"All {included + extra_seats} seats for authorized contacts are taken."
    )


def extra_seats_allowed(plan: Plan, terms: Terms) -> str:
    """Return how many paid extra seats a plan has at most, as a sentence (CP-9)."""
    its = terms.plan(plan)
    if its.most_extra_seats is None:
        return f"{its.name} has any number of extra seats."
    if its.most_extra_seats == 0:
        free = " Its contacts are not limited." if its.seats is None else ""
        return f"{its.name} has no extra seats.{free}"
    return f"{its.name} has extra seats, at most {its.most_extra_seats}."


def may_buy_extra_seats(plan: Plan, wanted: int, terms: Terms) -> bool:
    """Return whether a customer of that plan may have that many paid extra seats (CP-9)."""
    most = terms.plan(plan).most_extra_seats
    return wanted >= 0 and (most is None or wanted <= most)


def may_work_on_case(
    *, reporter: ReporterFacts, logged_it: bool, on_case_team: bool, terms: Terms
) -> Refusal | None:
    """Return None if the user may work with support on one case.

    It may if it is an authorized contact, logged the case, or is on its team (CP-8, CP-13).
    """
    # Whoever logged it needs no training: any user may log a P1 (CP-13).
    return None if logged_it or on_case_team else may_act_as_contact(reporter, terms)


def _not_a_case(request: CaseRequest, terms: Terms) -> Refusal | None:
    # Whoever says that all stands still is never turned away (CP-13).
    if request.priority == "P1":
        return None
    rule = terms.not_a_case
    by_subject = request.priority in rule.subjects_for and _plain(request.subject) in map(
        _plain, rule.subjects
    )
    return Refusal("not-a-case", rule.answer) if by_subject or request.area in rule.areas else None


def _wrong_channel(request: CaseRequest, terms: Terms) -> Refusal | None:
    if request.channel in terms.priority_rule(request.priority).channels:
        return None
    return Refusal(
        "phone-is-for-p1",
        f"{request.priority} is logged online; the telephone takes new cases of P1 only.",
    )


def _wrong_person(request: CaseRequest, terms: Terms) -> Refusal | None:
    if terms.priority_rule(request.priority).any_user:
        return None
    return may_act_as_contact(request.reporter, terms)


def _plain(text: str) -> str:
    # Whole subjects only: a fault that mentions a password is a case.
    return " ".join(re.sub(r"[^a-z ]", " ", text.lower()).split()).removeprefix("please ")
