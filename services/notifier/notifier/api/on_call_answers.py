"""What clients are told about who can be paged."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from events.catalogue.on_call_events import (
    Backstop,
    ChannelKind,
    EngineerDefined,
    EscalationPolicyDefined,
    OverrideAdded,
    RotationLayer,
    RoutingRuleDefined,
    RuleReason,
)
from events.catalogue.terms import Plan, Priority
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.rotation_shifts import Shift
from notifier.domain.schedule import Schedule
from webapi.identity import Identity


class ContactMethodAnswer(BaseModel):
    """A contact method; the address is shown to an admin and to the engineer, and null to
    others.
    """

    kind: ChannelKind
    address: str | None
    delay_s: int


class EngineerAnswer(BaseModel):
    """An engineer."""

    engineer_id: str
    name: str
    contact_methods: list[ContactMethodAnswer]
    version: int


class LayerAnswer(BaseModel):
    """A rotation."""

    name: str
    members: list[str]
    starts_on: str
    handoff: str
    zone: str
    shift_days: int
    from_time: str | None
    to_time: str | None
    weekdays: list[int]


class OverrideAnswer(BaseModel):
    """Somebody who takes over for a while."""

    override_id: str
    engineer_id: str
    starts_at: datetime
    ends_at: datetime


class ShiftAnswer(BaseModel):
    """Who is on call from when until when; `source` is the layer, or `override`."""

    engineer_id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    source: str


class ScheduleAnswer(BaseModel):
    """A schedule; `shifts` where a stretch of time was asked for."""

    schedule_id: str
    name: str
    layers: list[LayerAnswer]
    overrides: list[OverrideAnswer]
    version: int
    shifts: list[ShiftAnswer] | None = None


class OnCallAnswer(BaseModel):
    """Who is on call in a schedule at an instant; all null where nobody is.

    `until` may be further away than a year: then null.
    """

    schedule_id: str
    at: datetime
    engineer_id: str | None
    name: str | None
    until: datetime | None
    source: str | None


class TargetAnswerOfStep(BaseModel):
    """Whom a step reaches."""

    kind: Literal["schedule", "engineer"]
    id: str


class StepAnswer(BaseModel):
    """One step of a chain."""

    after_s: int
    targets: list[TargetAnswerOfStep]
    repeat: int


class BackstopAnswer(BaseModel):
    """The policy that follows at the chain's end, for these plans; null: for all."""

    policy_id: str
    plans: list[Plan] | None


class RingAgainAnswer(BaseModel):
    """When an acknowledged P1 rings again, in seconds; null: never."""

    unanswered_after_s: int | None
    idle_after_s: int | None


class PolicyAnswer(BaseModel):
    """An escalation policy."""

    policy_id: str
    name: str
    steps: list[StepAnswer]
    repeat_chain: int
    backstops: list[BackstopAnswer]
    ring_again: RingAgainAnswer
    version: int


class RuleAnswer(BaseModel):
    """A routing rule."""

    rule_id: str
    rank: int
    policy_id: str
    reasons: list[RuleReason]
    plans: list[Plan] | None
    priorities: list[Priority] | None
    areas: list[str] | None
    warned_at: list[float] | None
    version: int


def engineer_answer(engineer: EngineerDefined, version: int, asker: Identity) -> EngineerAnswer:
    """Return the engineer as the asker may see them."""
    # An address is personal: whoever may page somebody need not know where the message goes.
    open_to_asker = asker.role == "admin" or engineer.engineer_id in (asker.user_id, asker.subject)
    methods = [
        ContactMethodAnswer(
            kind=method.kind,
            address=method.address if open_to_asker else None,
            delay_s=method.delay_s,
        )
        for method in engineer.personal.contact_methods
    ]
    return EngineerAnswer(
        engineer_id=engineer.engineer_id,
        name=engineer.personal.name,
        contact_methods=methods,
        version=version,
    )


def schedule_answer(
    schedule: Schedule, version: int, shifts: list[ShiftAnswer] | None = None
) -> ScheduleAnswer:
    """Return the schedule, with its overrides in the order in which they were added."""
    return ScheduleAnswer(
        schedule_id=schedule.schedule_id,
        name=schedule.name,
        layers=[_layer(layer) for layer in schedule.layers],
        overrides=[_override(override) for override in schedule.overrides],
        version=version,
        shifts=shifts,
    )


def shift_answer(shift: Shift, directory: OnCallDirectory) -> ShiftAnswer:
    """Return a shift, with the engineer's name."""
    return ShiftAnswer(
        engineer_id=shift.engineer_id,
        name=directory.name_of(shift.engineer_id),
        starts_at=shift.start,
        ends_at=shift.end,
        source=shift.source,
    )


def policy_answer(policy: EscalationPolicyDefined, version: int) -> PolicyAnswer:
    """Return the policy."""
    steps = [
        StepAnswer(
            after_s=step.after_s,
            targets=[TargetAnswerOfStep(kind=target.kind, id=target.id) for target in step.targets],
            repeat=step.repeat,
        )
        for step in policy.steps
    ]
    again = policy.ring_again
    return PolicyAnswer(
        policy_id=policy.policy_id,
        name=policy.name,
        steps=steps,
        repeat_chain=policy.repeat_chain,
        backstops=[_backstop(backstop) for backstop in policy.backstops],
        ring_again=RingAgainAnswer(
            unanswered_after_s=again.unanswered_after_s, idle_after_s=again.idle_after_s
        ),
        version=version,
    )


def rule_answer(rule: RoutingRuleDefined, version: int) -> RuleAnswer:
    """Return the rule."""
    return RuleAnswer(
        rule_id=rule.rule_id,
        rank=rule.rank,
        policy_id=rule.policy_id,
        reasons=list(rule.reasons),
        plans=None if rule.plans is None else list(rule.plans),
        priorities=None if rule.priorities is None else list(rule.priorities),
        areas=None if rule.areas is None else list(rule.areas),
        warned_at=None if rule.warned_at is None else list(rule.warned_at),
        version=version,
    )


def _backstop(backstop: Backstop) -> BackstopAnswer:
    plans = None if backstop.plans is None else list(backstop.plans)
    return BackstopAnswer(policy_id=backstop.policy_id, plans=plans)


def _layer(layer: RotationLayer) -> LayerAnswer:
    return LayerAnswer(
        name=layer.name,
        members=list(layer.members),
        starts_on=layer.starts_on,
        handoff=layer.handoff,
        zone=layer.zone,
        shift_days=layer.shift_days,
        from_time=layer.from_time,
        to_time=layer.to_time,
        weekdays=list(layer.weekdays),
    )


def _override(override: OverrideAdded) -> OverrideAnswer:
    return OverrideAnswer(
        override_id=override.override_id,
        engineer_id=override.engineer_id,
        starts_at=override.starts_at,
        ends_at=override.ends_at,
    )
