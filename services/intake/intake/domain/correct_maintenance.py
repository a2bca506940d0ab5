"""Corrects what was recorded about a maintenance (CP-33)."""

from dataclasses import dataclass

from events.catalogue.case_events import MessageText
from events.catalogue.continuity_events import MaintenanceCorrected
from intake.domain.check_maintenance import TellStretch, check_stretch
from intake.domain.continuity import Continuity, maintenance_of
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectMaintenance(TellStretch):
    """Put `stretch` in the place of what was recorded, for `reason`."""

    reason: str
    corrected_by: str


def decide(command: CorrectMaintenance, continuity: Continuity) -> list[MaintenanceCorrected]:
    """Correct it, unless it is so already. Raises Unknown, Conflicting and Invalid."""
    before = maintenance_of(continuity, command.maintenance_id)
    if before.withdrawn:
        raise Conflicting("maintenance-withdrawn", "it was withdrawn; record it anew")
    if command.stretch.is_of(before):
        return []
    check_stretch(command, continuity)
    return [
        MaintenanceCorrected(
            customer_id=command.customer_id,
            maintenance_id=command.maintenance_id,
            window_id=command.stretch.window_id,
            started_at=command.stretch.started_at,
            ended_at=command.stretch.ended_at,
            corrected_by=command.corrected_by,
            personal=MessageText(text=command.reason),
        )
    ]
