"""Finds the policy for a reason to page; of the matching rules the lowest rank wins."""

from dataclasses import dataclass

from events.catalogue.on_call_events import (
    EscalationPolicyDefined,
    PageReason,
    RoutingRuleDefined,
    RuleReason,
)
from events.catalogue.terms import Plan, Priority
from notifier.domain.on_call_directory import OnCallDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a rule looks at; None: not known, or the page is about no case."""

    reason: PageReason
    plan: Plan | None = None
    priority: Priority | None = None
    area: str | None = None


def route_page(route: Route, directory: OnCallDirectory) -> EscalationPolicyDefined | None:
    """Return the policy of the matching rule of lowest rank, then lowest id; else None.

    A rule whose policy does not exist is passed over.
    """
    for rule in sorted(directory.rules, key=lambda rule: (rule.rank, rule.rule_id)):
        # A rule without its policy must not hide the next: better another chain than none.
        if _matches(rule, route) and (policy := directory.policies.get(rule.policy_id)):
            return policy
    return None


def _matches(rule: RoutingRuleDefined, route: Route) -> bool:
    return (
        _rule_reason(route.reason) in rule.reasons
        and _allows(rule.plans, route.plan)
        and _allows(rule.priorities, route.priority)
        and _allows(rule.areas, route.area)
    )


def _rule_reason(reason: PageReason) -> RuleReason | None:
    """Return which rules apply: a forgotten P1 goes where a P1 goes, a page by hand needs none."""
    if reason == "by-hand":
        return None
    return "p1-opened" if reason == "p1-idle" else reason


def _allows(allowed: tuple[str, ...] | None, value: str | None) -> bool:
    return allowed is None or value in allowed
