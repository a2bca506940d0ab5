"""Defines an escalation policy, or replaces the definition."""

from dataclasses import dataclass

from events.catalogue.on_call_events import EscalationPolicyDefined
from events.event import Event
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.on_call_directory import OnCallDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinePolicy:
    """Ask for this policy to exist as described; `directory` is what it may refer to."""

    policy: EscalationPolicyDefined
    directory: OnCallDirectory


def define_policy(command: DefinePolicy, policy: EscalationPolicyDefined | None) -> list[Event]:
    """Record the definition, unless it is the same as the current one.

    Raises UnknownOnCallThing for a target that does not exist: a chain that leads nowhere would
    only be noticed at night.
    """
    for target in (target for step in command.policy.steps for target in step.targets):
        known = (
            command.directory.engineers
            if target.kind == "engineer"
            else command.directory.schedules
        )
        if target.id not in known:
            raise UnknownOnCallThing(target.kind, target.id)
    for backstop in command.policy.backstops:
        if backstop.policy_id not in {*command.directory.policies, command.policy.policy_id}:
            raise UnknownOnCallThing("escalation policy", backstop.policy_id)
    return [] if command.policy == policy else [command.policy]
