"""Withdraws a maintenance that was recorded by mistake (CP-33)."""

from dataclasses import dataclass

from events.catalogue.case_events import MessageText
from events.catalogue.continuity_events import MaintenanceWithdrawn
from intake.domain.continuity import Continuity, maintenance_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMaintenance:
    """Withdraw it, for `reason`."""

    customer_id: str
    maintenance_id: str
    reason: str
    withdrawn_by: str


def decide(command: WithdrawMaintenance, continuity: Continuity) -> list[MaintenanceWithdrawn]:
    """Withdraw it, unless it is withdrawn. Raises Unknown (`unknown-maintenance`)."""
    if maintenance_of(continuity, command.maintenance_id).withdrawn:
        return []
    return [
        MaintenanceWithdrawn(
            customer_id=command.customer_id,
            maintenance_id=command.maintenance_id,
            withdrawn_by=command.withdrawn_by,
            personal=MessageText(text=command.reason),
        )
    ]
