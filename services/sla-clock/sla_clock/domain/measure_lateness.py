"""Measures how late an instant was noticed, to show how well the clock keeps its word."""

from datetime import datetime

from sla_clock.domain.deadline import Deadline


def lateness_s(deadline: Deadline, at: datetime, detected_at: datetime | None) -> float | None:
    """Return the seconds from the instant `at` of this deadline to when it was noticed.

    None where the clock had no part in it: in history (`detected_at` None), and where what was
    recorded later put the instant into the past (a change of priority by CP-27a, an exclusion taken
    back by CP-18). Downtime and blindness count: to those who wait, the clock was late.
    """
    # `priced_at`: when the claims were last changed, or last held again.
    if detected_at is None or at <= deadline.priced_at:
        return None
    return max(0.0, (detected_at - at).total_seconds())
