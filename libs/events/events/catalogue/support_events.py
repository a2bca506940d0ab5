"""Facts about how customers reach the vendor's support (CP-15). Owned by intake; all of them in one
stream."""

from datetime import date

from events.catalogue.customer_events import Reason
from events.catalogue.terms import Instant
from events.event import Event


class SupportAccessChanged(Event, frozen=True, kw_only=True):
    """Support is reached in this way from a day on, in the vendor's zone (CP-15).

    All of it, not what is new in it. It takes the place of what was to hold from the same day. It
    is the notice to authorized contacts, who read it in the feed, as a webhook and in their list of
    notices. `opens` and `closes`: local times (`08:00`) between which the telephone is staffed on
    working days, None: as the terms say. `personal`: why, in the words of whoever changed it.
    """

    change_id: str
    valid_from: date
    language: str
    portal: str
    procedure: str
    vendor_country_number: str
    elsewhere_number: str
    opens: str | None = None
    closes: str | None = None
    changed_at: Instant
    changed_by: str
    personal: Reason
