"""When a case leaves the entitlement, or is closed unanswered, nothing is promised any more (CP-18 to CP-20)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseClosed, CaseExcluded
from events.event import Recorded
from sla_clock.domain.cancel_deadline import CancelDeadline, cancel_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.reactions.case_facts import fact


def when_case_excluded(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Cancel: such a case has no response target."""
    at = fact(record, CaseExcluded).excluded_at
    return cancel_deadline(CancelDeadline(at=at, reason="case-excluded"), deadline)


def when_case_closed(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Cancel: nobody waits for an answer any more."""
    at = fact(record, CaseClosed).closed_at
    return cancel_deadline(CancelDeadline(at=at, reason="case-closed"), deadline)
