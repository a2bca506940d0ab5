"""Says how each deadline event changes a promise's row."""

from dataclasses import replace

from events.catalogue import deadline_events
from events.event import Event, Recorded
from reporting.domain.deadline_row import DeadlineRow
from reporting.projections.projection import Projection

_ABOUT = (
    deadline_events.DeadlineStarted
    | deadline_events.DeadlineMoved
    | deadline_events.DeadlinePaused
    | deadline_events.DeadlineResumed
    | deadline_events.DeadlineWarned
    | deadline_events.DeadlineMet
    | deadline_events.DeadlineBreached
    | deadline_events.DeadlineAnsweredLate
    | deadline_events.DeadlineBreachWithdrawn
    | deadline_events.DeadlineCancelled
)


def key_of(recorded: Recorded) -> str | None:
    """Return the id of the promise, `case id/goal`, that an event is about; None for others."""
    event = recorded.data
    return f"{event.case_id}/{event.goal}" if isinstance(event, _ABOUT) else None


def evolve(row: DeadlineRow | None, recorded: Recorded) -> DeadlineRow | None:
    """Return the promise after `recorded`.

    The first verdict stays whatever is recorded later, unless a breach is withdrawn (CP-27c).
    """
    event = recorded.data
    if isinstance(event, deadline_events.DeadlineStarted):
        return _started(event)
    if row is None:
        return None
    return _after_verdict(row, event) if row.verdict else _clock(_verdict(row, event), event)


def _started(event: deadline_events.DeadlineStarted) -> DeadlineRow:
    return DeadlineRow(
        deadline_id=f"{event.case_id}/{event.goal}",
        case_id=event.case_id,
        customer_id=event.customer_id,
        number=event.number,
        goal=event.goal,
        plan=event.plan,
        priority=event.priority,
        terms_version=event.terms_version,
        started_at=event.started_at,
        due_at=event.due_at,
        budget_s=event.budget_s,
    )


def _clock(row: DeadlineRow, event: Event) -> DeadlineRow:
    """Apply what moves or stops the clock."""
    match event:
        case deadline_events.DeadlineMoved():
            moved = replace(
                row, priority=event.priority, budget_s=event.budget_s, moved=row.moved + 1
            )
            return replace(moved, due_at=None if row.stands else event.due_at)
        case deadline_events.DeadlinePaused():
            return _with_pause(row, event.kind, stands=True)
        case deadline_events.DeadlineResumed():
            # The clock may still stand for the other reason; then it has no due time yet.
            resumed = _with_pause(row, event.kind, stands=False)
            return replace(resumed, due_at=None if resumed.stands else event.due_at)
        case deadline_events.DeadlineWarned():
            return replace(row, warned_at=event.warned_at)
        case _:
            return row


def _with_pause(row: DeadlineRow, kind: str, *, stands: bool) -> DeadlineRow:
    stood = replace(row, paused=stands) if kind == "paused" else replace(row, excused=stands)
    return replace(stood, due_at=None) if stands else stood


def _verdict(row: DeadlineRow, event: Event) -> DeadlineRow:
    match event:
        case deadline_events.DeadlineMet():
            return replace(_met(row, event), paused_s=event.paused_s, excused_s=event.excused_s)
        case deadline_events.DeadlineBreached():
            return replace(_missed(row, event), paused_s=event.paused_s, excused_s=event.excused_s)
        case deadline_events.DeadlineCancelled():
            ended = replace(row, verdict="excused", verdict_at=event.cancelled_at)
            return replace(ended, excused_reason=event.reason)
        case _:
            return row


def _met(row: DeadlineRow, event: deadline_events.DeadlineMet) -> DeadlineRow:
    return replace(
        row, verdict="met", verdict_at=event.met_at, due_at=event.due_at, answered_at=event.met_at
    )


def _missed(row: DeadlineRow, event: deadline_events.DeadlineBreached) -> DeadlineRow:
    missed = replace(
        row,
        verdict="missed",
        verdict_at=event.breached_at,
        due_at=event.due_at,
        priority=event.priority,
    )
    return replace(missed, detected_at=event.detected_at, detected_late_s=event.late_by_s)


def _after_verdict(row: DeadlineRow, event: Event) -> DeadlineRow:
    match event:
        case deadline_events.DeadlineAnsweredLate():
            return _answered_late(row, event)
        case deadline_events.DeadlineBreachWithdrawn() if row.verdict == "missed":
            withdrawn = replace(
                row, verdict="withdrawn", answered_at=event.answered_at, claim_id=event.claim_id
            )
            return replace(
                withdrawn, withdrawn_at=event.withdrawn_at, withdrawn_by=event.accepted_by
            )
        case _:
            return row


def _answered_late(row: DeadlineRow, event: deadline_events.DeadlineAnsweredLate) -> DeadlineRow:
    late_s = (event.answered_at - event.due_at).total_seconds()
    answered = replace(
        row, answered_at=event.answered_at, answered_late_s=late_s if late_s > 0 else None
    )
    recorded = replace(answered, answer_recorded_at=event.recorded_at, claim_id=event.claim_id)
    return replace(recorded, late_reason=event.late_reason)


DEADLINES: Projection[DeadlineRow] = Projection(key_of, evolve)
