"""Defines engineers, escalation policies and routing rules: the newest definition of an id stands."""

from typing import TypeVar

from events.catalogue.on_call_events import (
    EngineerDefined,
    EscalationPolicyDefined,
    RoutingRuleDefined,
    RoutingRuleRemoved,
)
from events.event import Event
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.on_call_directory import OnCallDirectory

Definition = EngineerDefined | EscalationPolicyDefined | RoutingRuleDefined
D = TypeVar("D", bound=Definition)


def define(wanted: D, current: D | None) -> list[Event]:
    """Nothing, where it is defined so already."""
    return [] if wanted == current else [wanted]


def remove_rule(rule_id: str, current: RoutingRuleDefined | None) -> list[Event]:
    """Raises UnknownOnCallThing where there is no such rule."""
    if current is None:
        raise UnknownOnCallThing("routing rule", rule_id)
    return [RoutingRuleRemoved(rule_id=rule_id)]


def engineer_after(current: EngineerDefined | None, event: Event) -> EngineerDefined | None:
    """The engineer after an event."""
    return event if isinstance(event, EngineerDefined) else current


def policy_after(
    current: EscalationPolicyDefined | None, event: Event
) -> EscalationPolicyDefined | None:
    """The policy after an event."""
    return event if isinstance(event, EscalationPolicyDefined) else current


def rule_after(current: RoutingRuleDefined | None, event: Event) -> RoutingRuleDefined | None:
    """The rule after an event; None where it was removed."""
    if isinstance(event, RoutingRuleRemoved):
        return None
    return event if isinstance(event, RoutingRuleDefined) else current


def check_policy(policy: EscalationPolicyDefined, directory: OnCallDirectory) -> None:
    """Raises UnknownOnCallThing for a target that does not exist: a chain that leads nowhere would be found out at night."""
    for target in (target for step in policy.steps for target in step.targets):
        known = directory.engineers if target.kind == "engineer" else directory.schedules
        if target.id not in known:
            raise UnknownOnCallThing(target.kind, target.id)
    for backstop in policy.backstops:
        if backstop.policy_id not in {*directory.policies, policy.policy_id}:
            raise UnknownOnCallThing("escalation policy", backstop.policy_id)


def check_rule(rule: RoutingRuleDefined, directory: OnCallDirectory) -> None:
    """Raises UnknownOnCallThing for a policy that does not exist."""
    if rule.policy_id not in directory.policies:
        raise UnknownOnCallThing("escalation policy", rule.policy_id)
