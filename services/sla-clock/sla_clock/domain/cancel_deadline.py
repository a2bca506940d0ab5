"""Ends a promise when its case leaves the entitlement (CP-18 to CP-20) or is closed unanswered.

The promise of cover ends with whatever helps the customer, too (CP-26).
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineCancelled
from sla_clock.domain.deadline import CancelReason, Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDeadline:
    """Drop the promise at `at`; `exclusion`: by which code of the terms (CP-18 to CP-20)."""

    at: datetime
    reason: CancelReason
    exclusion: str | None = None


def decide(command: CancelDeadline, deadline: Deadline | None) -> list[DeadlineCancelled]:
    """Cancel the deadline, unless it has its verdict: what was met or breached stays so."""
    if deadline is None or deadline.verdict:
        return []
    return [
        DeadlineCancelled(
            case_id=deadline.case_id,
            goal=deadline.goal,
            cancelled_at=command.at,
            reason=command.reason,
            exclusion=command.exclusion,
        )
    ]
