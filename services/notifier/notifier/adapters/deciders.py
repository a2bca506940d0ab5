"""Lists every decider of the notifier, as the command runner and the tests use it.

An aggregate's own `evolve` takes its own events only, so that the type check finds one that is not
handled; here it is wrapped for the runner, which reads any event from a stream.
"""

from collections.abc import Callable
from typing import TypeVar, get_args

from events.catalogue.on_call_events import (
    EngineerDefined,
    EscalationPolicyDefined,
    RoutingRuleDefined,
)
from events.command_runner import Decider
from events.event import Event
from notifier.domain import engineer, escalation_policy, page, routing_rule, schedule
from notifier.domain.acknowledge_page import AcknowledgePage, acknowledge_page
from notifier.domain.change_schedule import ScheduleChange, change_schedule
from notifier.domain.continue_chain import ContinueChain, continue_chain
from notifier.domain.define_engineer import DefineEngineer, define_engineer
from notifier.domain.define_policy import DefinePolicy, define_policy
from notifier.domain.define_rule import DefineRule, RemoveRule, define_rule, remove_rule
from notifier.domain.erase_engineer import EraseEngineer, erase_engineer
from notifier.domain.escalate_page import EscalatePage, escalate_page
from notifier.domain.page import Page
from notifier.domain.raise_page import RaisePage, raise_page
from notifier.domain.record_outcome import RecordOutcome, record_outcome
from notifier.domain.reroute_page import ReroutePage, reroute_page
from notifier.domain.resolve_page import ResolvePage, resolve_page
from notifier.domain.schedule import Schedule

State = TypeVar("State")
After = TypeVar("After")
E = TypeVar("E", bound=Event)


def _of(
    kinds: tuple[type[E], ...], evolve: Callable[[State, E], After]
) -> Callable[[State, Event], After]:
    """Return `evolve` for any event; raise TypeError for one that cannot be in the stream."""

    def evolve_any(state: State, event: Event) -> After:
        if not isinstance(event, kinds):
            raise TypeError(f"{type(event).__name__} does not belong in this stream")
        return evolve(state, event)

    return evolve_any


_page = _of(get_args(page.PageEvent), page.evolve)
_engineer = _of(get_args(engineer.EngineerEvent), engineer.evolve)
_policy = _of((escalation_policy.PolicyEvent,), escalation_policy.evolve)
_rule = _of(get_args(routing_rule.RuleEvent), routing_rule.evolve)
_schedule = _of(get_args(schedule.ScheduleEvent), schedule.evolve)

RAISING: Decider[RaisePage, Page] = Decider(page.INITIAL, raise_page, _page)
REROUTING: Decider[ReroutePage, Page] = Decider(page.INITIAL, reroute_page, _page)
CONTINUING: Decider[ContinueChain, Page] = Decider(page.INITIAL, continue_chain, _page)
ACKNOWLEDGING: Decider[AcknowledgePage, Page] = Decider(page.INITIAL, acknowledge_page, _page)
ESCALATING: Decider[EscalatePage, Page] = Decider(page.INITIAL, escalate_page, _page)
RESOLVING: Decider[ResolvePage, Page] = Decider(page.INITIAL, resolve_page, _page)
RECORDING: Decider[RecordOutcome, Page] = Decider(page.INITIAL, record_outcome, _page)

DEFINING_ENGINEER: Decider[DefineEngineer, EngineerDefined | None] = Decider(
    engineer.INITIAL, define_engineer, _engineer
)
ERASING_ENGINEER: Decider[EraseEngineer, EngineerDefined | None] = Decider(
    engineer.INITIAL, erase_engineer, _engineer
)
DEFINING_POLICY: Decider[DefinePolicy, EscalationPolicyDefined | None] = Decider(
    escalation_policy.INITIAL, define_policy, _policy
)
DEFINING_RULE: Decider[DefineRule, RoutingRuleDefined | None] = Decider(
    routing_rule.INITIAL, define_rule, _rule
)
REMOVING_RULE: Decider[RemoveRule, RoutingRuleDefined | None] = Decider(
    routing_rule.INITIAL, remove_rule, _rule
)
CHANGING_SCHEDULE: Decider[ScheduleChange, Schedule | None] = Decider(
    schedule.INITIAL, change_schedule, _schedule
)
