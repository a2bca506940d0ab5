"""Facts about maintenance under Enhanced Business Continuity (CP-33). Owned by intake; routed by
customer id; one stream a customer, beside the customer's own."""

from datetime import date
from typing import Literal

from events.catalogue.case_events import MessageText
from events.catalogue.terms import Instant
from events.event import Event


class MaintenanceWindowSet(Event, frozen=True, kw_only=True):
    """A window is scheduled from `first_on` on, in place of what it was before.

    `starts_at` is a local time of day (`22:00`) in the vendor's zone, `minutes` how long it is
    open; `first_on` is its first day, from which every second week is counted, too; `last_on` its
    last, None: no end is known.
    """

    customer_id: str
    window_id: str
    every: Literal["week", "two-weeks"]
    first_on: date
    starts_at: str
    minutes: int
    last_on: date | None = None
    set_by: str


class MaintenanceRecorded(Event, frozen=True, kw_only=True):
    """Maintenance was done in a scheduled window; `window_id` None: outside of any, unscheduled."""

    customer_id: str
    maintenance_id: str
    window_id: str | None = None
    started_at: Instant
    ended_at: Instant
    recorded_by: str
    personal: MessageText | None = None


class MaintenanceCorrected(Event, frozen=True, kw_only=True):
    """What was recorded about a maintenance was wrong; this is right, and `personal` says why."""

    customer_id: str
    maintenance_id: str
    window_id: str | None = None
    started_at: Instant
    ended_at: Instant
    corrected_by: str
    personal: MessageText


class MaintenanceWithdrawn(Event, frozen=True, kw_only=True):
    """There was no such maintenance: it was recorded by mistake, and `personal` says why."""

    customer_id: str
    maintenance_id: str
    withdrawn_by: str
    personal: MessageText
