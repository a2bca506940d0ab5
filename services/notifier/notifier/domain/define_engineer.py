"""Defines an engineer, or replaces the definition."""

from dataclasses import dataclass

from events.catalogue.on_call_events import EngineerDefined
from events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineEngineer:
    """Ask for this engineer to exist as described."""

    engineer: EngineerDefined


def define_engineer(command: DefineEngineer, engineer: EngineerDefined | None) -> list[Event]:
    """Record the definition, unless it is the same as the current one."""
    return [] if command.engineer == engineer else [command.engineer]
