"""Computes when the first response to a case is due, as promised at its opening (CP-22 to CP-25).

The clock computes the same, and owns the due time from then on.
"""

from datetime import datetime

from careplans.calendars import Calendar
from careplans.compute_due import compute_due
from careplans.reading import reading_of
from intake.domain.case import Case


def due_as_opened(case: Case, calendar: Calendar) -> datetime | None:
    """Return the due time in UTC; None if the case has no target (CP-18 to CP-20).

    Also None once something has moved the due time: then only the clock knows it.
    """
    # Pauses are the clock's to count: a second reckoning here could disagree with it.
    if case.clock_moved or case.status == "excluded":
        return None
    promise = case.promise
    promised = promise.targets[case.priority]
    return compute_due(case.opened_at, promised, calendar, (), reading_of(promise))
