"""Schedules a window for a customer's maintenance, from a day on (CP-33)."""

from dataclasses import dataclass

from events.catalogue.continuity_events import MaintenanceWindowSet
from intake.domain.continuity import Continuity, Window, window_as_set
from intake.domain.errors import Invalid, NotEntitled


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMaintenanceWindow:
    """Schedule `window`, in place of what it was from its first day on.

    `ebc`: whether the customer has Enhanced Business Continuity.
    """

    customer_id: str
    ebc: bool
    window: Window
    set_by: str


def decide(command: SetMaintenanceWindow, continuity: Continuity) -> list[MaintenanceWindowSet]:
    """Schedule the window, unless it is so already. Raises NotEntitled and Invalid."""
    check_ebc(command.ebc)
    window = command.window
    if window.last_on is not None and window.last_on < window.first_on:
        raise Invalid("window-ends-before-it-starts", "last_on is before first_on")
    event = MaintenanceWindowSet(
        customer_id=command.customer_id,
        window_id=window.window_id,
        every=window.every,
        first_on=window.first_on,
        starts_at=window.starts_at.isoformat("minutes"),
        minutes=window.minutes,
        last_on=window.last_on,
        set_by=command.set_by,
    )
    before = continuity.windows.get(window.window_id, ())
    return [] if before[-1:] == (window_as_set(event),) else [event]


def check_ebc(ebc: bool) -> None:
    """Raise NotEntitled (`ebc-required`) where nothing is promised about maintenance."""
    if not ebc:
        raise NotEntitled("ebc-required", "the customer has no Enhanced Business Continuity")
