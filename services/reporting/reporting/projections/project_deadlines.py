"""Says how each deadline event changes a promise's row."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from events.catalogue import deadline_events
from events.event import Event, Recorded
from reporting.domain.deadline_row import DeadlineRow

E = TypeVar("E", bound=Event)
Change = Callable[[DeadlineRow, E], DeadlineRow]

_ABOUT = (
    deadline_events.DeadlineStarted
    | deadline_events.DeadlineMoved
    | deadline_events.DeadlineFollowedCalendar
    | deadline_events.DeadlinePaused
    | deadline_events.DeadlineResumed
    | deadline_events.DeadlineWarned
    | deadline_events.DeadlineMet
    | deadline_events.DeadlineBreached
    | deadline_events.DeadlineAnsweredLate
    | deadline_events.DeadlineBreachWithdrawn
    | deadline_events.DeadlineCancelled
    | deadline_events.DeadlineReinstated
)


def key_of(recorded: Recorded) -> str | None:
    """Return the id of the promise, `case id/goal`, that an event is about; None for others.

    Cover (CP-26) and what a vendor promises beside the answer are other goals: reports count none
    of them as a response target.
    """
    event = recorded.data
    if not isinstance(event, _ABOUT) or event.goal != "first_response":
        return None
    return f"{event.case_id}/{event.goal}"


def unless_judged(change: Change[E]) -> Change[E]:
    """Return `change` for promises without a verdict: the first one stays, whatever comes later."""
    return lambda row, event: row if row.verdict else change(row, event)


def once_judged(change: Change[E]) -> Change[E]:
    """Return `change` for promises that have a verdict; others stay as they are."""
    return lambda row, event: change(row, event) if row.verdict else row


def deadline_started(event: deadline_events.DeadlineStarted, _: Recorded) -> DeadlineRow:
    """Return the row of a new promise."""
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


def deadline_moved(row: DeadlineRow, event: deadline_events.DeadlineMoved) -> DeadlineRow:
    """Let the due time follow the priority (CP-27a); while the clock stands there is none."""
    # Where the same target governs as before, what was warned of still holds.
    same = (event.due_at, event.budget_s) == (row.due_at, row.budget_s)
    moved = replace(row, priority=event.priority, budget_s=event.budget_s, moved=row.moved + 1)
    return replace(
        moved,
        due_at=None if row.stands else event.due_at,
        warned_fraction=row.warned_fraction if same else None,
    )


def deadline_followed_calendar(
    row: DeadlineRow, event: deadline_events.DeadlineFollowedCalendar
) -> DeadlineRow:
    """Let the due time follow a later version of the calendar (CP-25)."""
    # What was left is a part of the same promise: what was warned of stays so.
    return replace(row, due_at=event.due_at, budget_s=event.budget_s)


def deadline_paused(row: DeadlineRow, event: deadline_events.DeadlinePaused) -> DeadlineRow:
    """Stop the clock: nothing is due while it stands."""
    return replace(_with_pause(row, event.kind, stands=True), due_at=None)


def deadline_resumed(row: DeadlineRow, event: deadline_events.DeadlineResumed) -> DeadlineRow:
    """Let the clock run again, with the budget of the target that governs from now on."""
    # What was recorded before version 2 names no budget: there the one before still holds.
    budget_s = row.budget_s if event.budget_s is None else event.budget_s
    resumed = replace(_with_pause(row, event.kind, stands=False), budget_s=budget_s)
    # The clock may still stand for the other reason; then it has no due time yet.
    return replace(resumed, due_at=None if resumed.stands else event.due_at)


def _with_pause(row: DeadlineRow, kind: str, *, stands: bool) -> DeadlineRow:
    return replace(row, paused=stands) if kind == "paused" else replace(row, excused=stands)


def deadline_warned(row: DeadlineRow, event: deadline_events.DeadlineWarned) -> DeadlineRow:
    """Record that so much of the budget is used up."""
    return replace(row, warned_at=event.warned_at, warned_fraction=event.fraction)


def deadline_met(row: DeadlineRow, event: deadline_events.DeadlineMet) -> DeadlineRow:
    """Record that the answer came in time."""
    met = replace(
        row, verdict="met", verdict_at=event.met_at, due_at=event.due_at, answered_at=event.met_at
    )
    return replace(met, paused_s=event.paused_s, excused_s=event.excused_s)


def deadline_breached(row: DeadlineRow, event: deadline_events.DeadlineBreached) -> DeadlineRow:
    """Record that the due time passed without an answer, and how late that was noticed."""
    missed = replace(
        row,
        verdict="missed",
        verdict_at=event.breached_at,
        due_at=event.due_at,
        priority=event.priority,
    )
    noticed = replace(missed, detected_at=event.detected_at, detected_late_s=event.late_by_s)
    return replace(noticed, paused_s=event.paused_s, excused_s=event.excused_s)


def deadline_cancelled(row: DeadlineRow, event: deadline_events.DeadlineCancelled) -> DeadlineRow:
    """Record that nothing is promised any more: neither met nor missed."""
    ended = replace(row, verdict="excused", verdict_at=event.cancelled_at)
    return replace(ended, excused_reason=event.reason)


def deadline_reinstated(row: DeadlineRow, event: deadline_events.DeadlineReinstated) -> DeadlineRow:
    """Take the cancellation back: the promise runs again, due as before."""
    if row.verdict != "excused":
        return row
    running = replace(row, verdict=None, verdict_at=None, excused_reason=None)
    # What the clock stood for ended with the exclusion.
    runs = replace(running, paused=False, excused=False)
    return replace(runs, due_at=event.due_at, budget_s=event.budget_s)


def answered_late(row: DeadlineRow, event: deadline_events.DeadlineAnsweredLate) -> DeadlineRow:
    """Record an answer after the breach, or one that is said to have been given before it."""
    late_s = (event.answered_at - event.due_at).total_seconds()
    # An answer said to have been given in time was not late: it is a claim (CP-27c).
    answered = replace(
        row, answered_at=event.answered_at, answered_late_s=late_s if late_s > 0 else None
    )
    recorded = replace(answered, answer_recorded_at=event.recorded_at, claim_id=event.claim_id)
    by = None if event.late_reason is None else event.claimed_by
    return replace(recorded, late_reason=event.late_reason, late_reason_by=by)


def breach_withdrawn(
    row: DeadlineRow, event: deadline_events.DeadlineBreachWithdrawn
) -> DeadlineRow:
    """Record that somebody accepted the claim: counted apart from now on (CP-27c)."""
    if row.verdict != "missed":
        return row
    withdrawn = replace(
        row, verdict="withdrawn", answered_at=event.answered_at, claim_id=event.claim_id
    )
    return replace(withdrawn, withdrawn_at=event.withdrawn_at, withdrawn_by=event.accepted_by)
