"""Defines a routing rule, replaces its definition, or removes it."""

from dataclasses import dataclass

from events.catalogue.on_call_events import RoutingRuleDefined, RoutingRuleRemoved
from events.event import Event
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.keep_p1_routed import check_p1_stays_routed
from notifier.domain.on_call_directory import OnCallDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineRule:
    """Ask for this rule to exist as described; `directory` has the policies and the other rules."""

    rule: RoutingRuleDefined
    directory: OnCallDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRule:
    """Ask for a rule to be removed."""

    rule_id: str
    directory: OnCallDirectory


def define_rule(command: DefineRule, rule: RoutingRuleDefined | None) -> list[Event]:
    """Record the definition, unless it is the same as the current one.

    Raises UnknownOnCallThing for a policy that does not exist, and LastP1Rule if a P1 that is paged
    for today would page nobody.
    """
    if command.rule.policy_id not in command.directory.policies:
        raise UnknownOnCallThing("escalation policy", command.rule.policy_id)
    check_p1_stays_routed(command.rule.rule_id, command.rule, command.directory)
    return [] if command.rule == rule else [command.rule]


def remove_rule(command: RemoveRule, rule: RoutingRuleDefined | None) -> list[Event]:
    """Record the removal. Raises UnknownOnCallThing if there is no such rule, and LastP1Rule."""
    if rule is None:
        raise UnknownOnCallThing("routing rule", command.rule_id)
    check_p1_stays_routed(command.rule_id, None, command.directory)
    return [RoutingRuleRemoved(rule_id=command.rule_id)]
