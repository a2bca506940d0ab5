"""Ends the promise of a case that left the entitlement or closed unanswered (CP-18 to CP-20)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseClosed, CaseExcluded
from sla_clock.domain import cancel_deadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent


def when_case_excluded(event: CaseExcluded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Cancel: such a case has no response target."""
    command = CancelDeadline(at=event.excluded_at, reason="case-excluded", exclusion=event.code)
    return cancel_deadline.decide(command, deadline)


def when_case_closed(event: CaseClosed, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Cancel: nobody is waiting for an answer now."""
    at = event.closed_at
    return cancel_deadline.decide(CancelDeadline(at=at, reason="case-closed"), deadline)
