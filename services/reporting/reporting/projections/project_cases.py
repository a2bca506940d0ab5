"""Says how each case event changes a case's row."""

from dataclasses import replace

from events.catalogue import case_events
from events.event import Recorded
from reporting.domain.case_row import CaseRow, CaseStatus


def key_of(recorded: Recorded) -> str:
    """Return the id of the case that an event is about: its routing key."""
    return recorded.key


def case_opened(event: case_events.CaseOpened, recorded: Recorded) -> CaseRow:
    """Return the row of a new case."""
    return CaseRow(
        case_id=event.case_id,
        number=event.number,
        customer_id=event.customer_id,
        plan=event.promise.plan,
        priority=event.priority,
        opened_priority=event.priority,
        area=event.area,
        channel=event.channel,
        status="open",
        opened_at=event.opened_at,
        terms_version=event.promise.terms_version,
        zone=event.promise.calendar.zone,
        imported=recorded.meta.imported,
    )


def information_requested(row: CaseRow, event: case_events.InformationRequested) -> CaseRow:
    """Let the case wait for the customer."""
    return replace(row, status="waiting-on-customer", waiting_since=event.requested_at)


def information_provided(row: CaseRow, _: case_events.InformationProvided) -> CaseRow:
    """End the wait: the case is what it was before, open or worked around."""
    status: CaseStatus = "open" if row.worked_around_at is None else "worked-around"
    return replace(row, status=status, waiting_since=None)


def workaround_provided(row: CaseRow, event: case_events.WorkaroundProvided) -> CaseRow:
    """Record that the customer can work again."""
    return replace(
        row, status="worked-around", worked_around_at=event.provided_at, waiting_since=None
    )


def case_resolved(row: CaseRow, event: case_events.CaseResolved) -> CaseRow:
    """Record that the case is solved; it is not over before it is closed."""
    return replace(row, status="resolved", resolved_at=event.resolved_at, waiting_since=None)


def case_reopened(row: CaseRow, _: case_events.CaseReopened) -> CaseRow:
    """Open the case again; its first answer stays, since no new one is promised."""
    again = replace(row, status="open", reopened=row.reopened + 1, worked_around_at=None)
    return replace(again, resolved_at=None, ended_at=None, excluded_reason=None)


def case_closed(row: CaseRow, event: case_events.CaseClosed) -> CaseRow:
    """Close the case; one that had left the entitlement keeps the instant at which it ended."""
    ended_at = row.ended_at if row.over and row.ended_at else event.closed_at
    return replace(row, status="closed", ended_at=ended_at, waiting_since=None)


def case_excluded(row: CaseRow, event: case_events.CaseExcluded) -> CaseRow:
    """Record that the plan does not cover the case."""
    ended = replace(row, status="excluded", excluded_reason=event.code, waiting_since=None)
    return replace(ended, ended_at=event.excluded_at)


def case_included(row: CaseRow, _: case_events.CaseIncluded) -> CaseRow:
    """Take the exclusion back: the case is what it was before, except that it waits for nobody."""
    status: CaseStatus = "open" if row.worked_around_at is None else "worked-around"
    return replace(row, status=status, excluded_reason=None, ended_at=None)


def case_responded(row: CaseRow, event: case_events.CaseResponded) -> CaseRow:
    """Record the first answer; later ones change nothing."""
    if not event.first:
        return row
    return replace(row, responded_at=event.responded_at, responder_id=event.responder_id)


def priority_changed(row: CaseRow, event: case_events.CasePriorityChanged) -> CaseRow:
    """Change the priority; the one that the case was opened with is kept beside it."""
    return replace(row, priority=event.new)


def case_assigned(row: CaseRow, event: case_events.CaseAssigned) -> CaseRow:
    """Record who works on the case."""
    return replace(row, engineer_id=event.engineer_id)


def case_handed_over(row: CaseRow, event: case_events.CaseHandedOver) -> CaseRow:
    """Record who works on the case from now on (CP-26)."""
    return replace(row, engineer_id=event.to_engineer_id)


def case_escalated(row: CaseRow, event: case_events.CaseEscalated) -> CaseRow:
    """Record the level that the case has come to."""
    return replace(row, level=event.level)
