"""Records maintenance that was done, in a scheduled window or outside of any (CP-33)."""

from dataclasses import dataclass

from events.catalogue.case_events import MessageText
from events.catalogue.continuity_events import MaintenanceRecorded
from intake.domain.check_maintenance import TellStretch, check_stretch
from intake.domain.continuity import Continuity
from intake.domain.errors import Conflicting
from intake.domain.set_maintenance_window import check_ebc


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMaintenance(TellStretch):
    """Record maintenance that is over. `ebc`: whether the customer has the promise at all."""

    ebc: bool
    text: str | None
    recorded_by: str


def decide(command: RecordMaintenance, continuity: Continuity) -> list[MaintenanceRecorded]:
    """Record it. Raises NotEntitled, Invalid, Unknown and Conflicting (`maintenance-exists`)."""
    check_ebc(command.ebc)
    if command.maintenance_id in continuity.maintenance:
        raise Conflicting("maintenance-exists", "the customer has a maintenance of that id")
    check_stretch(command, continuity)
    return [
        MaintenanceRecorded(
            customer_id=command.customer_id,
            maintenance_id=command.maintenance_id,
            window_id=command.stretch.window_id,
            started_at=command.stretch.started_at,
            ended_at=command.stretch.ended_at,
            recorded_by=command.recorded_by,
            personal=MessageText(text=command.text) if command.text else None,
        )
    ]
