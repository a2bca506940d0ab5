"""When a case leaves the entitlement, or is closed unanswered, nothing is promised any more (CP-18
to CP-20).
"""

from collections.abc import Sequence

from events.catalogue.case_events import CaseClosed, CaseExcluded
from sla_clock.domain import cancel_deadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent


def when_case_excluded(event: CaseExcluded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Cancel: such a case has no response target."""
    at = event.excluded_at
    return cancel_deadline.decide(CancelDeadline(at=at, reason="case-excluded"), deadline)


def when_case_closed(event: CaseClosed, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Cancel: nobody waits for an answer any more."""
    at = event.closed_at
    return cancel_deadline.decide(CancelDeadline(at=at, reason="case-closed"), deadline)
