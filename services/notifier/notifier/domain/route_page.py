"""Finds the policy for a reason to page: rules by reason, plan, priority and area, the lowest rank wins."""

from dataclasses import dataclass

from events.catalogue.on_call_events import EscalationPolicyDefined, PageReason, RoutingRuleDefined
from events.catalogue.terms import Plan, Priority
from notifier.domain.on_call_book import OnCallBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a rule looks at; None: not known, or the page is about no case."""

    reason: PageReason
    plan: Plan | None = None
    priority: Priority | None = None
    area: str | None = None


def route_page(route: Route, book: OnCallBook) -> EscalationPolicyDefined | None:
    """The policy of the matching rule with the lowest rank (then the lowest id) whose policy exists; None where there is none."""
    for rule in sorted(book.rules, key=lambda rule: (rule.rank, rule.rule_id)):
        if _matches(rule, route) and (policy := book.policies.get(rule.policy_id)):
            return policy
    return None


def _matches(rule: RoutingRuleDefined, route: Route) -> bool:
    return (
        route.reason in rule.reasons
        and _allows(rule.plans, route.plan)
        and _allows(rule.priorities, route.priority)
        and _allows(rule.areas, route.area)
    )


def _allows(allowed: tuple[str, ...] | None, value: str | None) -> bool:
    return allowed is None or value in allowed
