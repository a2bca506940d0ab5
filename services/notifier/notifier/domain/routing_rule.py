"""A routing rule: the newest definition of an id is the state, until it is removed."""

from typing import Final, assert_never

from events.catalogue.on_call_events import RoutingRuleDefined, RoutingRuleRemoved

RuleEvent = RoutingRuleDefined | RoutingRuleRemoved
INITIAL: Final[RoutingRuleDefined | None] = None


def evolve(rule: RoutingRuleDefined | None, event: RuleEvent) -> RoutingRuleDefined | None:
    """Return the rule after an event; None once it is removed."""
    del rule  # a definition is whole: nothing of the one before stays
    match event:
        case RoutingRuleDefined():
            return event
        case RoutingRuleRemoved():
            return None
        case _:
            assert_never(event)
