"""The state of one page, folded from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from events.catalogue import page_events as said
from events.catalogue.on_call_events import ChannelKind, EscalationStep
from events.event import Event

PageStatus = Literal["none", "raised", "acknowledged", "exhausted", "resolved"]
AttemptStatus = Literal["queued", "sent", "failed", "unknown", "dropped"]
STILL_CALLING: tuple[PageStatus, ...] = ("raised", "exhausted")

PageEvent = (
    said.PageRaised
    | said.PageStepStarted
    | said.PageStepSkipped
    | said.PageAttemptQueued
    | said.PageAttemptSent
    | said.PageAttemptFailed
    | said.PageAttemptUnknown
    | said.PageAttemptDropped
    | said.PageAcknowledged
    | said.PageEscalated
    | said.PageResolved
    | said.PageExhausted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One message to one person by one channel."""

    attempt_key: str
    engineer_id: str
    channel: ChannelKind
    status: AttemptStatus = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: `step` is the place in the frozen chain (-1: not begun), `round` counts repeats of that step."""

    page_id: str = ""
    status: PageStatus = "none"
    steps: tuple[EscalationStep, ...] = ()
    step: int = -1
    round: int = 0
    drill: bool = False
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    attempts: Mapping[str, Attempt] = field(default_factory=dict)

    @property
    def queued(self) -> tuple[str, ...]:
        """The keys of messages that are still to go out."""
        return tuple(key for key, attempt in self.attempts.items() if attempt.status == "queued")


def evolve(page: Page, event: Event) -> Page:
    """The page after `event`, which must be one about pages."""
    if not isinstance(event, PageEvent):
        raise TypeError(f"{type(event).__name__} is no event of a page")
    match event:
        case said.PageRaised():
            return Page(page_id=event.page_id, status="raised", steps=event.steps, drill=event.drill)
        case said.PageStepStarted() | said.PageStepSkipped():
            return replace(page, step=event.step, round=event.round)
        case said.PageAttemptQueued() | said.PageAttemptSent() | said.PageAttemptFailed():
            return _with_attempt(page, event)
        case said.PageAttemptUnknown() | said.PageAttemptDropped():
            return _with_attempt(page, event)
        case said.PageAcknowledged():
            return replace(page, status="acknowledged", acknowledged_by=event.by, acknowledged_at=event.at)
        case said.PageEscalated():
            return replace(page, status="raised", acknowledged_by=None, acknowledged_at=None)
        case said.PageResolved():
            return replace(page, status="resolved")
        case said.PageExhausted():
            return replace(page, status="exhausted")
        case _:
            assert_never(event)


AttemptEvent = (
    said.PageAttemptQueued
    | said.PageAttemptSent
    | said.PageAttemptFailed
    | said.PageAttemptUnknown
    | said.PageAttemptDropped
)


def _with_attempt(page: Page, event: AttemptEvent) -> Page:
    match event:
        case said.PageAttemptQueued():
            attempt = Attempt(attempt_key=event.attempt_key, engineer_id=event.engineer_id, channel=event.channel)
        case said.PageAttemptSent():
            attempt = replace(page.attempts[event.attempt_key], status="sent")
        case said.PageAttemptFailed():
            attempt = replace(page.attempts[event.attempt_key], status="failed")
        case said.PageAttemptUnknown():
            attempt = replace(page.attempts[event.attempt_key], status="unknown")
        case said.PageAttemptDropped():
            attempt = replace(page.attempts[event.attempt_key], status="dropped")
        case _:
            assert_never(event)
    return replace(page, attempts={**page.attempts, attempt.attempt_key: attempt})
