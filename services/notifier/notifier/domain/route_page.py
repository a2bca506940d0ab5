"""Finds the policy for a reason to page; of the matching rules the lowest rank wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from events.catalogue.on_call_events import (
    EscalationPolicyDefined,
    PageReason,
    RoutingRuleDefined,
    RuleReason,
)
from events.catalogue.terms import Plan, Priority
from notifier.domain.choose_warning import Warned, pages
from notifier.domain.on_call_directory import OnCallDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a rule looks at; None: not known, or the page is about no case or is no warning."""

    reason: PageReason
    plan: Plan | None = None
    priority: Priority | None = None
    area: str | None = None
    warned: Warned | None = None


def route_page(route: Route, directory: OnCallDirectory) -> EscalationPolicyDefined | None:
    """Return the policy of the matching rule of lowest rank, then lowest id; else None.

    A rule whose policy does not exist is passed over.
    """
    rules = sorted(directory.rules, key=lambda rule: (rule.rank, rule.rule_id))
    for reason, rule in product(_rule_reasons(route.reason), rules):
        # A rule without its policy must not hide the next: better another chain than none.
        if _matches(rule, reason, route) and (policy := directory.policies.get(rule.policy_id)):
            return policy
    return None


def _matches(rule: RoutingRuleDefined, reason: RuleReason, route: Route) -> bool:
    return (
        reason in rule.reasons
        and _allows(rule.plans, route.plan)
        and _allows(rule.priorities, route.priority)
        and _allows(rule.areas, route.area)
        and pages(route.warned, rule.warned_at)
    )


def _rule_reasons(reason: PageReason) -> Sequence[RuleReason]:
    """Return which rules apply, the best first.

    A forgotten P1 goes where a P1 goes, and so does one without an engineer for which no rule of
    its own is made. A page by hand needs none.
    """
    match reason:
        case "by-hand":
            return ()
        case "p1-idle":
            return ("p1-opened",)
        case "cover-breached":
            return ("cover-breached", "p1-opened")
        case _:
            return (reason,)


def _allows(allowed: tuple[str, ...] | None, value: str | None) -> bool:
    return allowed is None or value in allowed
