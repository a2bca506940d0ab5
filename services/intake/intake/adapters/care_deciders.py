"""The deciders of what belongs to a customer and is kept in streams beside its own."""

from events.command_runner import Decider
from events.event import Event
from intake.domain import (
    continuity as continuities,
)
from intake.domain import (
    correct_maintenance,
    record_maintenance,
    set_maintenance_window,
    withdraw_maintenance,
)
from intake.domain.continuity import Continuity, ContinuityEvent
from intake.domain.correct_maintenance import CorrectMaintenance
from intake.domain.record_maintenance import RecordMaintenance
from intake.domain.set_maintenance_window import SetMaintenanceWindow
from intake.domain.withdraw_maintenance import WithdrawMaintenance


def evolve_continuity(continuity: Continuity, event: Event) -> Continuity:
    """Return the maintenance after one more event of its stream."""
    assert isinstance(event, ContinuityEvent), "a continuity stream holds nothing else"
    return continuities.evolve(continuity, event)


SETTING_WINDOW: Decider[SetMaintenanceWindow, Continuity] = Decider(
    continuities.INITIAL, set_maintenance_window.decide, evolve_continuity
)
RECORDING_MAINTENANCE: Decider[RecordMaintenance, Continuity] = Decider(
    continuities.INITIAL, record_maintenance.decide, evolve_continuity
)
CORRECTING_MAINTENANCE: Decider[CorrectMaintenance, Continuity] = Decider(
    continuities.INITIAL, correct_maintenance.decide, evolve_continuity
)
WITHDRAWING_MAINTENANCE: Decider[WithdrawMaintenance, Continuity] = Decider(
    continuities.INITIAL, withdraw_maintenance.decide, evolve_continuity
)
