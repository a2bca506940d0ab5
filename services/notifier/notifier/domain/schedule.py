"""A schedule of who is on call, folded from its events."""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from events.catalogue.on_call_events import (
    OverrideAdded,
    OverrideRemoved,
    RotationLayer,
    ScheduleDefined,
)

ScheduleEvent = ScheduleDefined | OverrideAdded | OverrideRemoved


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Layers, of which the last that has somebody wins, and overrides in the order of adding."""

    schedule_id: str
    name: str
    layers: tuple[RotationLayer, ...]
    overrides: tuple[OverrideAdded, ...] = ()


INITIAL: Final[Schedule | None] = None


def evolve(schedule: Schedule | None, event: ScheduleEvent) -> Schedule | None:
    """Return the schedule after an event; a new definition keeps the overrides."""
    match event:
        case ScheduleDefined():
            return Schedule(
                schedule_id=event.schedule_id,
                name=event.name,
                layers=event.layers,
                overrides=schedule.overrides if schedule else (),
            )
        case OverrideAdded():
            return _with_overrides(schedule, event.override_id, (event,))
        case OverrideRemoved():
            return _with_overrides(schedule, event.override_id, ())
        case _:
            assert_never(event)


def _with_overrides(
    schedule: Schedule | None, override_id: str, added: tuple[OverrideAdded, ...]
) -> Schedule | None:
    """Replace the override of that id; it moves to the end, because the one added last counts."""
    if schedule is None:
        return None
    others = (override for override in schedule.overrides if override.override_id != override_id)
    return replace(schedule, overrides=(*others, *added))
