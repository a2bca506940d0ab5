"""Says how each case event changes a case's row."""

from dataclasses import replace
from datetime import datetime

from events.catalogue import case_events
from events.event import Event, Recorded
from reporting.domain.case_row import CaseRow, CaseStatus
from reporting.projections.projection import Projection


def key_of(recorded: Recorded) -> str | None:
    """Return the case id of an event about a case; None for other events."""
    return (
        recorded.key
        if recorded.source == "intake" and recorded.stream.startswith("case-")
        else None
    )


def evolve(row: CaseRow | None, recorded: Recorded) -> CaseRow | None:
    """Return the case after `recorded`."""
    event = recorded.data
    if isinstance(event, case_events.CaseOpened):
        return _opened(event, imported=recorded.meta.imported)
    return None if row is None else _work(_status(row, event), event)


def _opened(event: case_events.CaseOpened, *, imported: bool) -> CaseRow:
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
        imported=imported,
    )


def _status(row: CaseRow, event: Event) -> CaseRow:
    """Apply what changes the case's status."""
    match event:
        case case_events.InformationRequested():
            return replace(row, status="waiting-on-customer", waiting_since=event.requested_at)
        case case_events.InformationProvided():
            return replace(row, status=_at_work(row), waiting_since=None)
        case case_events.WorkaroundProvided():
            return replace(
                row, status="worked-around", worked_around_at=event.provided_at, waiting_since=None
            )
        case case_events.CaseResolved():
            return replace(
                row, status="resolved", resolved_at=event.resolved_at, waiting_since=None
            )
        case case_events.CaseReopened():
            again = replace(row, status="open", reopened=row.reopened + 1, worked_around_at=None)
            return replace(again, resolved_at=None, ended_at=None, excluded_reason=None)
        case case_events.CaseClosed():
            return _over(row, event.closed_at)
        case case_events.CaseExcluded():
            ended = replace(row, status="excluded", excluded_reason=event.code, waiting_since=None)
            return replace(ended, ended_at=event.excluded_at)
        case _:
            return row


def _over(row: CaseRow, closed_at: datetime) -> CaseRow:
    """Close the case; one that had left the entitlement keeps the instant at which it ended."""
    ended_at = row.ended_at if row.over and row.ended_at else closed_at
    return replace(row, status="closed", ended_at=ended_at, waiting_since=None)


def _at_work(row: CaseRow) -> CaseStatus:
    return "open" if row.worked_around_at is None else "worked-around"


def _work(row: CaseRow, event: Event) -> CaseRow:
    """Apply what changes who works on the case, how urgently, and whether it was answered."""
    match event:
        case case_events.CaseResponded(first=True):
            return replace(row, responded_at=event.responded_at, responder_id=event.responder_id)
        case case_events.CasePriorityChanged():
            return replace(row, priority=event.new)
        case case_events.CaseAssigned():
            return replace(row, engineer_id=event.engineer_id)
        case case_events.CaseHandedOver():
            return replace(row, engineer_id=event.to_engineer_id)
        case case_events.CaseEscalated():
            return replace(row, level=event.level)
        case _:
            return row


CASES: Projection[CaseRow] = Projection(key_of, evolve)
