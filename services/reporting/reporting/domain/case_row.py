"""What reporting knows of a case, and when a case is open, unresolved or over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.terms import Plan, Priority

CaseStatus = Literal[
    "open", "waiting-on-customer", "worked-around", "resolved", "closed", "excluded"
]
# A resolved case is not over: until it is closed, it may turn out not to be solved.
OVER: frozenset[str] = frozenset({"closed", "excluded"})
UNRESOLVED: tuple[CaseStatus, ...] = ("open", "waiting-on-customer", "worked-around")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as its events so far tell it, without a word that a person wrote. Times are in UTC.

    `opened_priority` is what it was opened with; `ended_at` is when it was closed or left the
    entitlement, whichever `status` says. `engineer_id` is who has it or had it last; `covered`:
    somebody has it now. `uncovered_since`: a P1 without a workaround has had no engineer from then
    on (CP-26). `unreachable_since`: nobody at the customer has been reached about its P1 from then
    on (CP-27).
    """

    case_id: str
    number: str
    customer_id: str
    plan: Plan
    priority: Priority
    opened_priority: Priority
    area: str
    channel: str
    status: CaseStatus
    opened_at: datetime
    terms_version: str
    zone: str
    imported: bool
    responded_at: datetime | None = None
    responder_id: str | None = None
    engineer_id: str | None = None
    level: int = 1
    waiting_since: datetime | None = None
    worked_around_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    excluded_reason: str | None = None
    reopened: int = 0
    covered: bool = False
    uncovered_since: datetime | None = None
    unreachable_since: datetime | None = None

    @property
    def needs_cover(self) -> bool:
        """Return whether an engineer must be on it at all hours: a P1 that nothing has helped yet
        (CP-26).
        """
        helped = self.status not in {"open", "waiting-on-customer"} or self.worked_around_at
        return self.priority == "P1" and not helped

    @property
    def over(self) -> bool:
        """Return whether the case is over: closed, or out of entitlement (CP-18)."""
        return self.status in OVER

    @property
    def unresolved(self) -> bool:
        """Return whether somebody still has to find the answer: open and not resolved.

        These cases are the backlog.
        """
        return self.status in UNRESOLVED
