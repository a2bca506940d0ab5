"""When an exclusion is taken back, the promise holds again, due as before (CP-18 to CP-20)."""

from collections.abc import Sequence

from events.catalogue.case_events import CaseIncluded
from sla_clock.domain import reinstate_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.domain.reinstate_deadline import ReinstateDeadline


def when_case_included(event: CaseIncluded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
    """Reinstate; where the due time passed meanwhile, the passing of time tells the breach next."""
    return reinstate_deadline.decide(ReinstateDeadline(at=event.included_at), deadline)
