"""Says which fact about a customer's account each event tells, without anybody's words."""

from events.catalogue import care_events as care
from events.catalogue import case_events as case
from events.catalogue import continuity_events as continuity
from events.event import Recorded
from reporting.domain.account_facts import (
    CallFact,
    MaintenanceFact,
    MaintenanceWithdrawnFact,
    MoveBackFact,
    MoveFact,
    TamFact,
    UseFact,
    UseWithdrawnFact,
    VisitFact,
)
from reporting.domain.within_reach import KnownTam


def tam_named(event: care.TamNamed) -> TamFact:
    """Return who the TAM is from a day on."""
    return TamFact(tam_id=event.tam_id, from_on=event.from_on)


def tam_known(event: care.TamNamed, recorded: Recorded) -> KnownTam:
    """Return the TAM's name, which is kept apart."""
    return KnownTam(tam_id=event.tam_id, name=event.personal.name, written_at=recorded.recorded_at)


def tam_called(event: care.TamCalled) -> CallFact:
    """Return the call; what it was about in words is not copied."""
    return CallFact(
        call_id=event.call_id,
        tam_id=event.tam_id,
        caller_id=event.caller_id,
        called_at=event.called_at,
        case_ids=event.case_ids,
    )


def visit_agreed(event: care.VisitAgreed) -> VisitFact:
    """Return the visit as agreed."""
    return VisitFact(visit_id=event.visit_id, state="agreed", visit_on=event.visit_on)


def visit_held(event: care.VisitHeld) -> VisitFact:
    """Return the visit as held."""
    return VisitFact(visit_id=event.visit_id, state="held", visit_on=event.held_on)


def visit_called_off(event: care.VisitCalledOff) -> VisitFact:
    """Return that the visit is not held."""
    return VisitFact(visit_id=event.visit_id, state="called-off")


def benefit_used(event: care.BenefitUsed) -> UseFact:
    """Return the use of a benefit."""
    return UseFact(
        use_id=event.use_id,
        benefit=event.benefit,
        kind=event.use,
        used_on=event.used_on,
        user_id=event.user_id,
    )


def use_withdrawn(event: care.BenefitUseWithdrawn) -> UseWithdrawnFact:
    """Return that there was no such use."""
    return UseWithdrawnFact(use_id=event.use_id)


def maintenance_recorded(
    event: continuity.MaintenanceRecorded | continuity.MaintenanceCorrected,
) -> MaintenanceFact:
    """Return the maintenance as it was last told."""
    return MaintenanceFact(
        maintenance_id=event.maintenance_id,
        scheduled=event.window_id is not None,
        started_at=event.started_at,
        ended_at=event.ended_at,
    )


def maintenance_withdrawn(event: continuity.MaintenanceWithdrawn) -> MaintenanceWithdrawnFact:
    """Return that there was no such maintenance."""
    return MaintenanceWithdrawnFact(maintenance_id=event.maintenance_id)


def moved_ahead(event: case.CaseMovedAhead) -> MoveFact:
    """Return that a case goes ahead."""
    return MoveFact(case_id=event.case_id, moved_at=event.moved_at, until=event.until)


def moved_back(event: case.CaseMovedBack) -> MoveBackFact:
    """Return that it goes back."""
    return MoveBackFact(case_id=event.case_id, moved_at=event.moved_at)
