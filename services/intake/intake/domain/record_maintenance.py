"""Records maintenance that was done, in a scheduled window or outside of any (CP-33)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from events.catalogue.case_events import MessageText
from events.catalogue.continuity_events import MaintenanceRecorded
from intake.domain.check_maintenance import Stretch, check_stretch
from intake.domain.continuity import Continuity
from intake.domain.errors import Conflicting
from intake.domain.set_maintenance_window import check_ebc


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMaintenance:
    """Record maintenance that is over. `ebc`: whether the customer has the promise at all."""

    customer_id: str
    ebc: bool
    maintenance_id: str
    stretch: Stretch
    text: str | None
    recorded_by: str
    now: datetime
    vendors_zone: ZoneInfo


def decide(command: RecordMaintenance, continuity: Continuity) -> list[MaintenanceRecorded]:
    """Record it. Raises NotEntitled, Invalid, Unknown and Conflicting (`maintenance-exists`)."""
    check_ebc(command.ebc)
    if command.maintenance_id in continuity.maintenance:
        raise Conflicting("maintenance-exists", "the customer has a maintenance of that id")
    check_stretch(
        command.stretch,
        command.maintenance_id,
        continuity,
        now=command.now,
        vendors_zone=command.vendors_zone,
    )
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
