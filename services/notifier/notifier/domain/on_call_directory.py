"""Who can be paged and how, read once and handed to the pure functions that decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.catalogue.on_call_events import (
    EngineerDefined,
    EscalationPolicyDefined,
    RoutingRuleDefined,
)
from events.sealing.stand_ins import is_erased, is_unread
from notifier.domain.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallDirectory:
    """Engineers, schedules and policies by id, and the routing rules."""

    engineers: Mapping[str, EngineerDefined] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, EscalationPolicyDefined] = field(default_factory=dict)
    rules: tuple[RoutingRuleDefined, ...] = ()

    def name_of(self, engineer_id: str) -> str:
        """Return an engineer's name, or the id of one who is not defined, or was erased."""
        known = self.engineers.get(engineer_id)
        return engineer_id if known is None or _is_closed(known) else known.personal.name

    def rule(self, rule_id: str) -> RoutingRuleDefined | None:
        """Return the routing rule with this id, if there is one."""
        return next((rule for rule in self.rules if rule.rule_id == rule_id), None)


def _is_closed(engineer: EngineerDefined) -> bool:
    return is_erased(engineer.personal) or is_unread(engineer.personal)
