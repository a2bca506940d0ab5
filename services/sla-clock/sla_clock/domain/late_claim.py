"""Keeps claims of an answer in time beside the verdict, which they do not change (CP-27c)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineAnsweredLate, DeadlineBreachWithdrawn

# Fixed: acceptances in the log name it.
UNNAMED_CLAIM = "late-answer"
"""The id of a claim that was recorded before claims had ids: a deadline then had one at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateClaim:
    """Somebody says that they had answered in time, after the breach was said (CP-27c).

    `claimed_by` says so, `recorded_by` recorded it; both are None for what was recorded before they
    were kept. `reason` is why it was recorded late.
    """

    claim_id: str
    answered_at: datetime
    recorded_at: datetime
    claimed_by: str | None = None
    recorded_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Somebody else accepted the claim `claim_id`, and the breach is withdrawn (CP-27c)."""

    claim_id: str
    accepted_by: str
    reason: str | None
    withdrawn_at: datetime


def late_claim(event: DeadlineAnsweredLate) -> LateClaim:
    """Return the claim that a late answer makes if it is said to have come in time."""
    return LateClaim(
        claim_id=event.claim_id or UNNAMED_CLAIM,
        answered_at=event.answered_at,
        recorded_at=event.recorded_at,
        claimed_by=event.claimed_by,
        recorded_by=event.recorded_by,
        reason=event.late_reason,
    )


def withdrawal(event: DeadlineBreachWithdrawn) -> Withdrawal:
    """Return the withdrawal that the event records."""
    return Withdrawal(
        claim_id=event.claim_id,
        accepted_by=event.accepted_by,
        reason=event.personal.reason,
        withdrawn_at=event.withdrawn_at,
    )
