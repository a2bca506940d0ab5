"""Keeps each page's history, so that a person sees why somebody was called, or nobody."""

from collections.abc import Sequence

from events.catalogue import page_events
from events.event import Event, Recorded
from events.store.connection import Connection, in_schema

# Where the table is made again from the log, a line is known by its page and version.
_WRITE = """insert into {schema}.page_history
    (page_id, version, at, what, step, round, reason, engineer_ids)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"""

Line = tuple[str, object, str, int | None, int | None, str | None, list[str]]


class KeepPageHistory:
    """An inline projection of `page_events`; messages have a table of their own."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Write a line for each event that moves a page."""
        for recorded in events:
            if line := _line(recorded.data):
                page_id, *rest = line
                await tx.execute(in_schema(_WRITE, self._schema), page_id, recorded.version, *rest)


def _line(event: Event) -> Line | None:
    match event:
        case page_events.PageRaised(page_id=page_id, raised_at=at, reason=reason):
            return page_id, at, "raised", None, None, reason, []
        case page_events.PageRouted(page_id=page_id, at=at, policy_id=policy_id):
            return page_id, at, "routed", None, None, policy_id, []
        case page_events.PageStepStarted(
            page_id=page_id, at=at, step=step, round=round_, engineer_ids=engineers
        ):
            return page_id, at, "step-started", step, round_, None, list(engineers)
        case page_events.PageStepSkipped(
            page_id=page_id, at=at, step=step, round=round_, reason=why
        ):
            return page_id, at, "step-skipped", step, round_, why, []
        case page_events.PageStepFailed(page_id=page_id, at=at, step=step, round=round_):
            return page_id, at, "step-failed", step, round_, "every-message-failed", []
        case _:
            return _end(event)


def _end(event: Event) -> Line | None:
    match event:
        case page_events.PageRungAgain(page_id=page_id, at=at, reason=why):
            return page_id, at, "rung-again", None, None, why, []
        case page_events.PageAcknowledged(page_id=page_id, at=at, by=by, via=via):
            return page_id, at, "acknowledged", None, None, via, [by]
        case page_events.PageEscalated(page_id=page_id, at=at, by=by):
            return page_id, at, "escalated", None, None, None, [by]
        case page_events.PageExhausted(page_id=page_id, at=at):
            return page_id, at, "exhausted", None, None, None, []
        case page_events.PageResolved(page_id=page_id, at=at, reason=why, by=by):
            return page_id, at, "resolved", None, None, why, [by]
        case _:
            return None
