"""Refuses a change of the rules after which a P1 that is paged for today would page nobody."""

from dataclasses import replace
from itertools import product
from typing import get_args

from events.catalogue.case_events import Area
from events.catalogue.on_call_events import RoutingRuleDefined
from events.catalogue.terms import Plan
from notifier.domain.errors import LastP1Rule
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.route_page import Route, route_page


def check_p1_stays_routed(
    rule_id: str, wanted: RoutingRuleDefined | None, directory: OnCallDirectory
) -> None:
    """Compare the rules with those after the change; `wanted` is the new form, None: removed.

    Raises LastP1Rule for the first plan and area that would lose its last rule.
    """
    others = tuple(rule for rule in directory.rules if rule.rule_id != rule_id)
    after = replace(directory, rules=others if wanted is None else (*others, wanted))
    # Each plan and area by itself: a rule for one of them is no help for a P1 of another.
    for plan, area in product(get_args(Plan), get_args(Area)):
        route = Route(reason="p1-opened", plan=plan, priority="P1", area=area)
        if route_page(route, directory) is not None and route_page(route, after) is None:
            raise LastP1Rule(plan, area)
