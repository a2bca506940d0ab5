"""Says how each page event changes a page's row."""

from dataclasses import replace
from datetime import datetime

from events.catalogue import page_events
from events.event import Event, Recorded
from reporting.domain.page_row import PageRow
from reporting.projections.projection import Projection

_STREAM = "page-"


def key_of(recorded: Recorded) -> str | None:
    """Return the page id of an event about a page; None for others, such as who is on call."""
    if recorded.source != "notifier" or not recorded.stream.startswith(_STREAM):
        return None
    return recorded.stream.removeprefix(_STREAM)


def evolve(row: PageRow | None, recorded: Recorded) -> PageRow | None:
    """Return the page after `recorded`."""
    event = recorded.data
    if isinstance(event, page_events.PageRaised):
        return _raised(event)
    return None if row is None else _end(_attempt(_chain(row, event), event), event)


def _raised(event: page_events.PageRaised) -> PageRow:
    return PageRow(
        page_id=event.page_id,
        reason=event.reason,
        case_id=event.case_id,
        number=event.number,
        customer_id=event.customer_id,
        plan=event.plan,
        priority=event.priority,
        policy_id=event.policy_id,
        drill=event.drill,
        raised_at=event.raised_at,
    )


def _chain(row: PageRow, event: Event) -> PageRow:
    match event:
        case page_events.PageStepStarted():
            return replace(
                row,
                steps_started=row.steps_started + 1,
                last_paged=", ".join(event.engineer_ids) or None,
            )
        case page_events.PageStepSkipped():
            return replace(row, steps_skipped=row.steps_skipped + 1)
        case _:
            return row


def _attempt(row: PageRow, event: Event) -> PageRow:
    match event:
        case page_events.PageAttemptQueued():
            return replace(row, attempts=row.attempts + 1)
        case page_events.PageAttemptSent():
            return replace(
                row, sent=row.sent + 1, first_sent_at=_earlier(row.first_sent_at, event.sent_at)
            )
        case page_events.PageAttemptFailed():
            return replace(row, failed=row.failed + 1)
        case page_events.PageAttemptUnknown():
            return replace(row, unknown=row.unknown + 1)
        case page_events.PageAttemptDropped():
            return replace(row, dropped=row.dropped + 1)
        case _:
            return row


def _earlier(known: datetime | None, other: datetime) -> datetime:
    return other if known is None else min(known, other)


def _end(row: PageRow, event: Event) -> PageRow:
    match event:
        case page_events.PageAcknowledged() if row.acknowledged_at is None:
            # A page that rings again may be acknowledged again; the review counts the first time.
            return replace(
                row, acknowledged_at=event.at, acknowledged_by=event.by, acknowledged_via=event.via
            )
        case page_events.PageExhausted():
            return replace(row, exhausted_at=event.at)
        case page_events.PageResolved():
            return replace(
                row, resolved_at=event.at, resolved_by=event.by, resolved_reason=event.reason
            )
        case _:
            return row


PAGES: Projection[PageRow] = Projection(key_of, evolve)
