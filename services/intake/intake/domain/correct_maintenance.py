"""Corrects what was recorded about a maintenance (CP-33)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from events.catalogue.case_events import MessageText
from events.catalogue.continuity_events import MaintenanceCorrected
from intake.domain.check_maintenance import Stretch, check_stretch
from intake.domain.continuity import Continuity, maintenance_of
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectMaintenance:
    """Put `stretch` in the place of what was recorded, for `reason`."""

    customer_id: str
    maintenance_id: str
    stretch: Stretch
    reason: str
    corrected_by: str
    now: datetime
    vendors_zone: ZoneInfo


def decide(command: CorrectMaintenance, continuity: Continuity) -> list[MaintenanceCorrected]:
    """Correct it, unless it is so already. Raises Unknown, Conflicting and Invalid."""
    before = maintenance_of(continuity, command.maintenance_id)
    if before.withdrawn:
        raise Conflicting("maintenance-withdrawn", "it was withdrawn; record it anew")
    if command.stretch.is_of(before):
        return []
    check_stretch(
        command.stretch,
        command.maintenance_id,
        continuity,
        now=command.now,
        vendors_zone=command.vendors_zone,
    )
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
