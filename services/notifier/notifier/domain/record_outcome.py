"""Records what became of a message: taken, refused, unknown, or sent within another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never

from events.catalogue.page_events import (
    PageAttemptDropped,
    PageAttemptFailed,
    PageAttemptSent,
    PageAttemptUnknown,
)
from events.event import Event
from notifier.domain.errors import PageNotFound
from notifier.domain.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome:
    """What became of a message that should have gone at `send_at`.

    `detail` is the provider's id of a message sent, or the stable slug of what went wrong.
    """

    attempt_key: str
    result: Literal["sent", "failed", "unknown", "bundled"]
    detail: str | None
    send_at: datetime
    now: datetime


def record_outcome(command: RecordOutcome, page: Page) -> list[Event]:
    """Record the outcome once. Raises PageNotFound.

    Nothing is recorded for a message known to be sent, or if its state would not change.
    """
    attempt = page.attempts.get(command.attempt_key)
    if attempt is None:
        raise PageNotFound("the page has no such message")
    if attempt.status in ("sent", "failed") or attempt.status == command.result:
        return []
    # Dropped while it was on its way: only that it did arrive is news.
    if attempt.status == "dropped" and command.result != "sent":
        return []
    return [_event(command, page.page_id)]


def _event(command: RecordOutcome, page_id: str) -> Event:
    key, now, problem = command.attempt_key, command.now, command.detail or "unknown"
    match command.result:
        case "sent":
            late = max(0.0, (now - command.send_at).total_seconds())
            return PageAttemptSent(
                page_id=page_id,
                attempt_key=key,
                provider_id=command.detail,
                sent_at=now,
                late_by_s=late,
            )
        case "failed":
            return PageAttemptFailed(page_id=page_id, attempt_key=key, problem=problem, at=now)
        case "unknown":
            return PageAttemptUnknown(page_id=page_id, attempt_key=key, problem=problem, at=now)
        case "bundled":
            return PageAttemptDropped(page_id=page_id, attempt_key=key, reason="bundled", at=now)
        case _:
            assert_never(command.result)
