"""Folds a customer's maintenance: the windows scheduled for it, and what was done (CP-33)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, assert_never

from events.catalogue.continuity_events import (
    MaintenanceCorrected,
    MaintenanceRecorded,
    MaintenanceWindowSet,
    MaintenanceWithdrawn,
)
from intake.domain.errors import Unknown

ContinuityEvent = (
    MaintenanceWindowSet | MaintenanceRecorded | MaintenanceCorrected | MaintenanceWithdrawn
)
Every = Literal["week", "two-weeks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A scheduled window; `starts_at` is in the vendor's zone, and both days are included."""

    window_id: str
    every: Every
    first_on: date
    starts_at: time
    minutes: int
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """A maintenance as it was last told; `window_id` None: it was unscheduled.

    `note`: what was last written about it, for the vendor's people only.
    """

    maintenance_id: str
    window_id: str | None
    started_at: datetime
    ended_at: datetime
    recorded_by: str
    note: str | None = None
    corrected: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """Windows by id, each as it was from when to when, in order of days; maintenance by id."""

    windows: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    maintenance: Mapping[str, Maintenance] = field(default_factory=dict)

    @property
    def in_effect(self) -> tuple[Maintenance, ...]:
        """The maintenance that was done: all that was not withdrawn."""
        return tuple(it for it in self.maintenance.values() if not it.withdrawn)


INITIAL: Final = Continuity()
"""No window is scheduled, and nothing was done."""


def maintenance_of(continuity: Continuity, maintenance_id: str) -> Maintenance:
    """Return the maintenance. Raises Unknown (`unknown-maintenance`)."""
    maintenance = continuity.maintenance.get(maintenance_id)
    if maintenance is None:
        raise Unknown("unknown-maintenance", "the customer has no such maintenance")
    return maintenance


def evolve(continuity: Continuity, event: ContinuityEvent) -> Continuity:
    """Return the state after one more event."""
    match event:
        case MaintenanceWindowSet():
            windows = _rescheduled(continuity.windows.get(event.window_id, ()), event)
            return replace(continuity, windows={**continuity.windows, event.window_id: windows})
        case MaintenanceRecorded():
            return _with(continuity, _recorded(event))
        case MaintenanceCorrected():
            return _with(continuity, _corrected(continuity, event))
        case MaintenanceWithdrawn():
            before = continuity.maintenance[event.maintenance_id]
            return _with(continuity, replace(before, withdrawn=True, note=event.personal.text))
        case _:
            assert_never(event)


def window_as_set(event: MaintenanceWindowSet) -> Window:
    """Return the window that an event schedules."""
    return Window(
        window_id=event.window_id,
        every=event.every,
        first_on=event.first_on,
        starts_at=time.fromisoformat(event.starts_at),
        minutes=event.minutes,
        last_on=event.last_on,
    )


def _rescheduled(before: tuple[Window, ...], event: MaintenanceWindowSet) -> tuple[Window, ...]:
    """Return the window's schedule: from the new first day on, what was planned before is void."""
    day_before = event.first_on - timedelta(days=1)
    kept = (
        replace(window, last_on=min(window.last_on or day_before, day_before))
        for window in before
        if window.first_on < event.first_on
    )
    return (*kept, window_as_set(event))


def _recorded(event: MaintenanceRecorded) -> Maintenance:
    return Maintenance(
        maintenance_id=event.maintenance_id,
        window_id=event.window_id,
        started_at=event.started_at,
        ended_at=event.ended_at,
        recorded_by=event.recorded_by,
        note=event.personal.text if event.personal else None,
    )


def _corrected(continuity: Continuity, event: MaintenanceCorrected) -> Maintenance:
    return replace(
        continuity.maintenance[event.maintenance_id],
        window_id=event.window_id,
        started_at=event.started_at,
        ended_at=event.ended_at,
        note=event.personal.text,
        corrected=True,
    )


def _with(continuity: Continuity, maintenance: Maintenance) -> Continuity:
    by_id = {**continuity.maintenance, maintenance.maintenance_id: maintenance}
    return replace(continuity, maintenance=by_id)
