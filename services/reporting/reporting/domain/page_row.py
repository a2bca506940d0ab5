"""What reporting knows of a page: why it was raised, who acknowledged it, and how fast."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Plan, Priority

PageState = Literal["raised", "acknowledged", "exhausted", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page as its events so far tell it; people stand by their ids only. Times are in UTC.

    `acknowledged_*` is the first time that somebody had it, `held_by` who has it now: nobody, once
    it rings again or is sent on. `exhausted_at` is when its chain last ended, `rings` how often it
    began anew.
    """

    page_id: str
    reason: str
    case_id: str | None
    number: str | None
    customer_id: str | None
    plan: Plan | None
    priority: Priority | None
    policy_id: str
    drill: bool
    raised_at: datetime
    steps_started: int = 0
    steps_skipped: int = 0
    attempts: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0
    first_sent_at: datetime | None = None
    last_paged: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_via: str | None = None
    exhausted_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolved_reason: str | None = None
    state: PageState = "raised"
    held_by: str | None = None
    rings: int = 0

    @property
    def acknowledged_after_s(self) -> float | None:
        """Return the seconds from the page to its acknowledgement; None without one."""
        return (
            None
            if self.acknowledged_at is None
            else (self.acknowledged_at - self.raised_at).total_seconds()
        )
