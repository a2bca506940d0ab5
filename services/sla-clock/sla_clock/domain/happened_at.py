"""Tells when the fact of a deadline's event came about, which its envelope says."""

from datetime import datetime
from typing import assert_never

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineFollowedCalendar,
    DeadlineMet,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineReinstated,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)
from sla_clock.domain.deadline import DeadlineEvent


def happened_at(event: DeadlineEvent) -> datetime:
    """Return when the fact came about in the world, whenever it was noticed and recorded."""
    match event:
        case DeadlineStarted():
            at = event.started_at
        case DeadlineMoved() | DeadlineFollowedCalendar():
            at = event.moved_at
        case DeadlinePaused():
            at = event.paused_at
        case DeadlineResumed():
            at = event.resumed_at
        case DeadlineWarned():
            at = event.warned_at
        case DeadlineMet():
            at = event.met_at
        case DeadlineBreached():
            at = event.breached_at
        case DeadlineAnsweredLate():
            at = event.answered_at
        case DeadlineBreachWithdrawn():
            at = event.withdrawn_at
        case DeadlineCancelled():
            at = event.cancelled_at
        case DeadlineReinstated():
            at = event.reinstated_at
        case _:
            assert_never(event)
    return at
