"""Erases what is personal of an engineer: name, contact methods and words, and not the id."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.customer_events import ErasureReason
from events.catalogue.on_call_events import EngineerDefined, EngineerPersonalDataErased
from events.event import Event
from notifier.domain.errors import EngineerNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseEngineer:
    """Erase what is personal of them."""

    erased_by: str
    reason: ErasureReason
    now: datetime


def erase_engineer(command: EraseEngineer, engineer: EngineerDefined | None) -> list[Event]:
    """Record the erasure, also again of what came since. Raises EngineerNotFound."""
    if engineer is None:
        raise EngineerNotFound
    return [
        EngineerPersonalDataErased(
            engineer_id=engineer.engineer_id,
            erased_by=command.erased_by,
            reason=command.reason,
            erased_at=command.now,
        )
    ]
