"""Says how each page event changes a page's row."""

from dataclasses import replace

from events.catalogue import page_events
from events.event import Recorded
from reporting.domain.page_row import PageRow

_STREAM = "page-"


def key_of(recorded: Recorded) -> str:
    """Return the id of the page that an event is about."""
    # From the stream: the routing key is the id of the case, so that a case's pages stay in order
    # with each other.
    return recorded.stream.removeprefix(_STREAM)


def page_raised(event: page_events.PageRaised, _: Recorded) -> PageRow:
    """Return the row of a new page."""
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


def page_routed(row: PageRow, event: page_events.PageRouted) -> PageRow:
    """Record the chain of a page that had none; it calls from now on."""
    return replace(_calling(row), policy_id=event.policy_id)


def page_rings_again(row: PageRow, _: page_events.PageRungAgain) -> PageRow:
    """Begin the chain anew: whoever had the page has it no longer."""
    return replace(_calling(row), rings=row.rings + 1)


def page_escalated(row: PageRow, _: page_events.PageEscalated) -> PageRow:
    """Send the page on: whoever had it has it no longer."""
    return _calling(row)


def _calling(row: PageRow) -> PageRow:
    return replace(row, state="raised", held_by=None)


def step_started(row: PageRow, event: page_events.PageStepStarted) -> PageRow:
    """Count the step, and record whom it calls."""
    last_paged = ", ".join(event.engineer_ids) or None
    return replace(row, steps_started=row.steps_started + 1, last_paged=last_paged)


def step_skipped(row: PageRow, _: page_events.PageStepSkipped) -> PageRow:
    """Count a step at which nobody could be reached."""
    return replace(row, steps_skipped=row.steps_skipped + 1)


def attempt_queued(row: PageRow, _: page_events.PageAttemptQueued) -> PageRow:
    """Count a message that is to go out."""
    return replace(row, attempts=row.attempts + 1)


def attempt_sent(row: PageRow, event: page_events.PageAttemptSent) -> PageRow:
    """Count a message that went out; the first one says how fast the page was."""
    # The earliest, not the one recorded first: messages to several people go out side by side.
    first = event.sent_at if row.first_sent_at is None else min(row.first_sent_at, event.sent_at)
    return replace(row, sent=row.sent + 1, first_sent_at=first)


def attempt_failed(row: PageRow, _: page_events.PageAttemptFailed) -> PageRow:
    """Count a message that the provider refused for good."""
    return replace(row, failed=row.failed + 1)


def attempt_unknown(row: PageRow, _: page_events.PageAttemptUnknown) -> PageRow:
    """Count a message of which nobody knows whether it went out."""
    return replace(row, unknown=row.unknown + 1)


def attempt_dropped(row: PageRow, _: page_events.PageAttemptDropped) -> PageRow:
    """Count a message that was no longer needed."""
    return replace(row, dropped=row.dropped + 1)


def page_acknowledged(row: PageRow, event: page_events.PageAcknowledged) -> PageRow:
    """Record who has the page; of several acknowledgements, the first is the one that counts."""
    held = replace(row, state="acknowledged", held_by=event.by)
    if row.acknowledged_at is not None:
        # A page that rings again is acknowledged again. Reviews say how long it took until
        # somebody had it at all.
        return held
    return replace(
        held, acknowledged_at=event.at, acknowledged_by=event.by, acknowledged_via=event.via
    )


def page_exhausted(row: PageRow, event: page_events.PageExhausted) -> PageRow:
    """Record that the chain ended and nobody has the page."""
    return replace(row, state="exhausted", exhausted_at=event.at)


def page_resolved(row: PageRow, event: page_events.PageResolved) -> PageRow:
    """Record that the page is over, and why."""
    return replace(
        row,
        state="resolved",
        held_by=None,
        resolved_at=event.at,
        resolved_by=event.by,
        resolved_reason=event.reason,
    )
