"""The deciders of what belongs to a customer and is kept in streams beside its own."""

from events.command_runner import Decider
from events.event import Event
from intake.domain import (
    call_off_visit,
    correct_maintenance,
    name_tam,
    record_maintenance,
    record_tam_call,
    record_visit,
    set_maintenance_window,
    use_benefit,
    withdraw_benefit_use,
    withdraw_maintenance,
)
from intake.domain import care as cares
from intake.domain import continuity as continuities
from intake.domain.call_off_visit import CallOffVisit
from intake.domain.care import Care, CareEvent
from intake.domain.continuity import Continuity, ContinuityEvent
from intake.domain.correct_maintenance import CorrectMaintenance
from intake.domain.name_tam import NameTam
from intake.domain.record_maintenance import RecordMaintenance
from intake.domain.record_tam_call import RecordTamCall
from intake.domain.record_visit import RecordVisit
from intake.domain.set_maintenance_window import SetMaintenanceWindow
from intake.domain.use_benefit import UseBenefit
from intake.domain.withdraw_benefit_use import WithdrawBenefitUse
from intake.domain.withdraw_maintenance import WithdrawMaintenance


def evolve_continuity(continuity: Continuity, event: Event) -> Continuity:
    """Return the maintenance after one more event of its stream."""
    assert isinstance(event, ContinuityEvent), "a continuity stream holds nothing else"
    return continuities.evolve(continuity, event)


def evolve_care(care: Care, event: Event) -> Care:
    """Return TAM, visits and benefits after one more event of their stream."""
    assert isinstance(event, CareEvent), "a care stream holds nothing else"
    return cares.evolve(care, event)


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

NAMING_TAM: Decider[NameTam, Care] = Decider(cares.INITIAL, name_tam.decide, evolve_care)
RECORDING_TAM_CALL: Decider[RecordTamCall, Care] = Decider(
    cares.INITIAL, record_tam_call.decide, evolve_care
)
RECORDING_VISIT: Decider[RecordVisit, Care] = Decider(
    cares.INITIAL, record_visit.decide, evolve_care
)
CALLING_OFF_VISIT: Decider[CallOffVisit, Care] = Decider(
    cares.INITIAL, call_off_visit.decide, evolve_care
)
USING_BENEFIT: Decider[UseBenefit, Care] = Decider(cares.INITIAL, use_benefit.decide, evolve_care)
WITHDRAWING_BENEFIT_USE: Decider[WithdrawBenefitUse, Care] = Decider(
    cares.INITIAL, withdraw_benefit_use.decide, evolve_care
)
