"""Says how each case event changes a case's row."""

from dataclasses import replace
from datetime import datetime

from events.catalogue import case_events
from events.event import Recorded
from reporting.domain.case_row import CaseRow, CaseStatus


def key_of(recorded: Recorded) -> str:
    """Return the id of the case that an event is about: its routing key."""
    return recorded.key


def case_opened(event: case_events.CaseOpened, recorded: Recorded) -> CaseRow:
    """Return the row of a new case; a P1 needs an engineer from its first instant on (CP-26)."""
    row = CaseRow(
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
    return _cover_judged(row, event.opened_at)


def _cover_judged(row: CaseRow, at: datetime) -> CaseRow:
    """Return the row with since when it lacks the engineer that it needs, if it does (CP-26)."""
    lacks = row.needs_cover and not row.covered
    return replace(row, uncovered_since=(row.uncovered_since or at) if lacks else None)


def _helped(row: CaseRow) -> CaseRow:
    """Return the row of a case that needs nobody around the clock any more."""
    return replace(row, uncovered_since=None, unreachable_since=None)


def information_requested(row: CaseRow, event: case_events.InformationRequested) -> CaseRow:
    """Let the case wait for the customer."""
    return replace(row, status="waiting-on-customer", waiting_since=event.requested_at)


def information_provided(row: CaseRow, _: case_events.InformationProvided) -> CaseRow:
    """End the wait: the case is what it was before, open or worked around."""
    status: CaseStatus = "open" if row.worked_around_at is None else "worked-around"
    return replace(row, status=status, waiting_since=None)


def workaround_provided(row: CaseRow, event: case_events.WorkaroundProvided) -> CaseRow:
    """Record that the customer can work again."""
    helped = replace(
        row, status="worked-around", worked_around_at=event.provided_at, waiting_since=None
    )
    # Whether somebody can be reached goes on to matter (CP-27).
    return _cover_judged(helped, event.provided_at)


def case_resolved(row: CaseRow, event: case_events.CaseResolved) -> CaseRow:
    """Record that the case is solved; it is not over before it is closed."""
    solved = replace(row, status="resolved", resolved_at=event.resolved_at, waiting_since=None)
    return _helped(solved)


def case_reopened(row: CaseRow, event: case_events.CaseReopened) -> CaseRow:
    """Open the case again; its first answer stays, since no new one is promised.

    A P1 needs an engineer again (CP-26).
    """
    again = replace(row, status="open", reopened=row.reopened + 1, worked_around_at=None)
    opened = replace(again, resolved_at=None, ended_at=None, excluded_reason=None, covered=False)
    return _cover_judged(opened, event.reopened_at)


def case_closed(row: CaseRow, event: case_events.CaseClosed) -> CaseRow:
    """Close the case; one that had left the entitlement keeps the instant at which it ended."""
    ended_at = row.ended_at if row.over and row.ended_at else event.closed_at
    return _helped(replace(row, status="closed", ended_at=ended_at, waiting_since=None))


def case_excluded(row: CaseRow, event: case_events.CaseExcluded) -> CaseRow:
    """Record that the plan does not cover the case."""
    ended = replace(row, status="excluded", excluded_reason=event.code, waiting_since=None)
    return _helped(replace(ended, ended_at=event.excluded_at))


def case_included(row: CaseRow, event: case_events.CaseIncluded) -> CaseRow:
    """Take the exclusion back: the case is what it was before, except that it waits for nobody."""
    status: CaseStatus = "open" if row.worked_around_at is None else "worked-around"
    included = replace(row, status=status, excluded_reason=None, ended_at=None)
    return _cover_judged(included, event.included_at)


def case_responded(row: CaseRow, event: case_events.CaseResponded) -> CaseRow:
    """Record the first answer; later ones change nothing."""
    if not event.first:
        return row
    return replace(row, responded_at=event.responded_at, responder_id=event.responder_id)


def priority_changed(row: CaseRow, event: case_events.CasePriorityChanged) -> CaseRow:
    """Change the priority; the one that the case was opened with is kept beside it."""
    changed = _cover_judged(replace(row, priority=event.new), event.changed_at)
    # "Unreachable" is a P1's: it ends with the lowering (CP-27a).
    return changed if event.new == "P1" else replace(changed, unreachable_since=None)


def case_assigned(row: CaseRow, event: case_events.CaseAssigned) -> CaseRow:
    """Record who works on the case."""
    return _taken_by(row, event.engineer_id)


def case_handed_over(row: CaseRow, event: case_events.CaseHandedOver) -> CaseRow:
    """Record who works on the case from now on (CP-26)."""
    return _taken_by(row, event.to_engineer_id)


def _taken_by(row: CaseRow, engineer_id: str) -> CaseRow:
    return replace(row, engineer_id=engineer_id, covered=True, uncovered_since=None)


def case_released(row: CaseRow, _: case_events.CaseReleased, recorded: Recorded) -> CaseRow:
    """Record that who had it let go of it; who that was stays named (CP-26)."""
    return _cover_judged(replace(row, covered=False), recorded.occurred_at)


def contact_unreachable(row: CaseRow, event: case_events.ContactUnreachable) -> CaseRow:
    """Record that nobody at the customer is reached about its P1 (CP-27)."""
    return replace(row, unreachable_since=event.unreachable_at)


def contact_reachable(row: CaseRow, _: case_events.ContactReachable) -> CaseRow:
    """Record that somebody at the customer is reached again (CP-27)."""
    return replace(row, unreachable_since=None)


def case_escalated(row: CaseRow, event: case_events.CaseEscalated) -> CaseRow:
    """Record the level that the case has come to."""
    return replace(row, level=event.level)
