"""What is known about who can be paged, read once and handed to the pure functions that decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.catalogue.on_call_events import (
    EngineerDefined,
    EscalationPolicyDefined,
    OverrideAdded,
    RotationLayer,
    RoutingRuleDefined,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule's layers, the last that has somebody wins, and its overrides in the order in which they were added."""

    schedule_id: str
    name: str
    layers: tuple[RotationLayer, ...]
    overrides: tuple[OverrideAdded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallDirectory:
    """Engineers, schedules and policies by id, and the routing rules."""

    engineers: Mapping[str, EngineerDefined] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, EscalationPolicyDefined] = field(default_factory=dict)
    rules: tuple[RoutingRuleDefined, ...] = ()

    def name_of(self, engineer_id: str) -> str:
        """What to call an engineer: the name, or the id of somebody who is not in the directory."""
        known = self.engineers.get(engineer_id)
        return engineer_id if known is None else known.personal.name
