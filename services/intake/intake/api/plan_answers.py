"""Builds what clients are told about the plans."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from careplans.terms import Terms
from careplans.vocabulary import PLANS, PRIORITIES
from events.catalogue.case_events import Area, Channel
from events.catalogue.terms import Plan, Priority
from intake.api.support_answers import SupportAnswer


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PlanTarget(BaseModel):
    """A target for the initial response as printed (CP-22), such as `24 hours`.

    `counts`: at all times (CP-23), or on working days only (CP-24).
    """

    target: str
    counts: Literal["always", "working-time"]


class PlanSeats(BaseModel):
    """How many authorized contacts a plan has (CP-9): included, and for sale. Null: no limit."""

    included: int | None
    extra: int | None


class PlanAnswer(BaseModel):
    """One plan: its targets, its seats, its place in the queue (CP-21), and what else it gives
    (CP-29 to CP-32). `yearly`: how many of a benefit a year holds.
    """

    plan: Plan
    name: str
    queue_rank: int
    targets: dict[Priority, PlanTarget]
    seats: PlanSeats
    reviews: list[str]
    own_desk: bool
    named_tam: bool
    tam_calls: bool
    vip_user_group: bool
    yearly: dict[str, int]


class PriorityAnswer(BaseModel):
    """What a priority means (CP-12), and who may log it how (CP-13, CP-14)."""

    priority: Priority
    meaning: str
    logged_by: Literal["any-user", "authorized-contacts"]
    channels: list[Channel]


class CoveredAnswer(_Read):
    """What the plans cover in an area, and the rule that says so."""

    area: Area
    text: str
    rule: str


class ExclusionAnswer(_Read):
    """What takes a case out of entitlement (CP-18 to CP-20).

    `code` is what `POST .../exclude` takes; `services`: professional services may do it for a fee.
    """

    code: str
    text: str
    rule: str
    services: bool


class EdiTopicAnswer(_Read):
    """What a case about EDI may be about: `edi_topic` when it is opened (CP-19).

    `service`: what to ask for instead, since the plans do not cover it; null where they do.
    """

    code: str
    text: str
    service: str | None


class ServiceAnswer(_Read):
    """What professional services do: `kind` of a service request (CP-19, CP-20)."""

    code: str
    text: str
    rule: str
    hourly: bool


class NotACaseAnswer(_Read):
    """What support does not take as a case, and what it says instead (CP-11)."""

    areas: list[Area]
    answer: str


class Scope(BaseModel):
    """What is covered, what is no case, what is out of entitlement, and who does that."""

    covers: list[CoveredAnswer]
    not_a_case: NotACaseAnswer
    exclusions: list[ExclusionAnswer]
    edi_topics: list[EdiTopicAnswer]
    services: list[ServiceAnswer]


class PlansAnswer(BaseModel):
    """What a version of the terms promises, and how support is reached today."""

    terms_version: str
    in_force_from: date
    notice_days: int
    plans: list[PlanAnswer]
    priorities: list[PriorityAnswer]
    scope: Scope
    support: SupportAnswer


def plans_answer(terms: Terms, coded: Terms, support: SupportAnswer) -> PlansAnswer:
    """Return what these terms promise; `coded`: those whose codes for EDI and services count."""
    return PlansAnswer(
        terms_version=terms.version,
        in_force_from=terms.in_force_from,
        notice_days=terms.renewal.notice_days,
        plans=[_plan(terms, plan) for plan in PLANS],
        priorities=[_priority(terms, priority) for priority in PRIORITIES],
        scope=Scope(
            covers=[CoveredAnswer.model_validate(it) for it in terms.covers],
            not_a_case=NotACaseAnswer.model_validate(terms.not_a_case),
            exclusions=[ExclusionAnswer.model_validate(it) for it in terms.exclusions],
            edi_topics=[EdiTopicAnswer.model_validate(it) for it in coded.edi_topics],
            services=[ServiceAnswer.model_validate(it) for it in coded.services],
        ),
        support=support,
    )


def _plan(terms: Terms, plan: Plan) -> PlanAnswer:
    it = terms.plan(plan)
    return PlanAnswer(
        plan=plan,
        name=it.name,
        queue_rank=it.queue_rank,
        targets=_targets(terms, plan),
        seats=PlanSeats(included=it.seats, extra=it.most_extra_seats),
        reviews=list(it.reviews),
        own_desk=it.own_desk,
        named_tam=it.named_tam,
        tam_calls=it.tam_calls,
        vip_user_group=it.vip_user_group,
        yearly=dict(it.yearly),
    )


def _targets(terms: Terms, plan: Plan) -> dict[Priority, PlanTarget]:
    # As printed: "24 hours" of working time is not a day, and `counts` says so.
    printed: Mapping[Priority, str] = {
        priority: getattr(terms.plan(plan).first_response, priority) for priority in PRIORITIES
    }
    always = terms.clock.counts_always
    return {
        priority: PlanTarget(
            target=target, counts="always" if priority in always else "working-time"
        )
        for priority, target in printed.items()
    }


def _priority(terms: Terms, priority: Priority) -> PriorityAnswer:
    rule = terms.priority_rule(priority)
    return PriorityAnswer(
        priority=priority,
        meaning=rule.meaning,
        logged_by="any-user" if rule.any_user else "authorized-contacts",
        channels=list(rule.channels),
    )
