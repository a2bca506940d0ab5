"""Defines a schedule, and puts overrides over it."""

from dataclasses import dataclass
from typing import assert_never

from events.catalogue.on_call_events import OverrideAdded, OverrideRemoved, ScheduleDefined
from events.event import Event
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineSchedule:
    """Ask for this schedule to exist as described; its members must be in the `directory`."""

    schedule: ScheduleDefined
    directory: OnCallDirectory

    @property
    def schedule_id(self) -> str:
        """Return the id of the schedule that is defined."""
        return self.schedule.schedule_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOverride:
    """Let somebody from the `directory` take over for a while."""

    override: OverrideAdded
    directory: OnCallDirectory

    @property
    def schedule_id(self) -> str:
        """Return the id of the schedule that is overridden."""
        return self.override.schedule_id


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveOverride:
    """Take an override back."""

    schedule_id: str
    override_id: str


ScheduleChange = DefineSchedule | AddOverride | RemoveOverride


def change_schedule(change: ScheduleChange, schedule: Schedule | None) -> list[Event]:
    """Record the change, unless everything is that way already.

    Raises UnknownOnCallThing for an unknown engineer, for an override of an unknown schedule, and
    for the removal of an unknown override.
    """
    match change:
        case DefineSchedule():
            return _define(change, schedule)
        case AddOverride():
            return _add_override(change, schedule)
        case RemoveOverride():
            return _remove_override(change, schedule)
        case _:
            assert_never(change)


def _define(change: DefineSchedule, schedule: Schedule | None) -> list[Event]:
    wanted = change.schedule
    _check_members({m for layer in wanted.layers for m in layer.members}, change.directory)
    same = schedule and (schedule.name, schedule.layers) == (wanted.name, wanted.layers)
    return [] if same else [wanted]


def _add_override(change: AddOverride, schedule: Schedule | None) -> list[Event]:
    if schedule is None:
        raise UnknownOnCallThing("schedule", change.schedule_id)
    _check_members({change.override.engineer_id}, change.directory)
    # The same override again is no news; another under the same id takes its place.
    return [] if change.override in schedule.overrides else [change.override]


def _remove_override(change: RemoveOverride, schedule: Schedule | None) -> list[Event]:
    if schedule is None:
        raise UnknownOnCallThing("schedule", change.schedule_id)
    if change.override_id not in {override.override_id for override in schedule.overrides}:
        raise UnknownOnCallThing("override", change.override_id)
    return [OverrideRemoved(schedule_id=change.schedule_id, override_id=change.override_id)]


def _check_members(members: set[str], directory: OnCallDirectory) -> None:
    # Sorted, so that of several unknown names it is always the same one that is told.
    for engineer_id in sorted(members - set(directory.engineers)):
        raise UnknownOnCallThing("engineer", engineer_id)
