"""Defines a schedule and puts overrides over it."""

from dataclasses import dataclass, replace

from events.catalogue.on_call_events import OverrideAdded, OverrideRemoved, ScheduleDefined
from events.event import Event
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.on_call_directory import OnCallDirectory, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveOverride:
    """Takes an override back."""

    schedule_id: str
    override_id: str


ScheduleChange = ScheduleDefined | OverrideAdded | RemoveOverride


def change_schedule(change: ScheduleChange, schedule: Schedule | None) -> list[Event]:
    """Raises UnknownOnCallThing for an override of a schedule, or the removal of an override, that is not there."""
    if isinstance(change, ScheduleDefined):
        return [] if _is_defined_so(change, schedule) else [change]
    if schedule is None:
        raise UnknownOnCallThing("schedule", change.schedule_id)
    known = {override.override_id: override for override in schedule.overrides}
    if isinstance(change, OverrideAdded):
        return [] if known.get(change.override_id) == change else [change]
    if change.override_id not in known:
        raise UnknownOnCallThing("override", change.override_id)
    return [OverrideRemoved(schedule_id=change.schedule_id, override_id=change.override_id)]


def schedule_after(schedule: Schedule | None, event: Event) -> Schedule | None:
    """The schedule after an event; a new definition keeps the overrides."""
    if isinstance(event, ScheduleDefined):
        overrides = schedule.overrides if schedule else ()
        return Schedule(
            schedule_id=event.schedule_id, name=event.name, layers=event.layers, overrides=overrides
        )
    if schedule is None or not isinstance(event, OverrideAdded | OverrideRemoved):
        return schedule
    kept = tuple(
        override for override in schedule.overrides if override.override_id != event.override_id
    )
    return replace(schedule, overrides=(*kept, event) if isinstance(event, OverrideAdded) else kept)


def check_members(members: set[str], directory: OnCallDirectory) -> None:
    """Raises UnknownOnCallThing for somebody who cannot be paged, since nobody has defined them."""
    for engineer_id in sorted(members - set(directory.engineers)):
        raise UnknownOnCallThing("engineer", engineer_id)


def _is_defined_so(change: ScheduleDefined, schedule: Schedule | None) -> bool:
    return schedule is not None and (schedule.name, schedule.layers) == (change.name, change.layers)
