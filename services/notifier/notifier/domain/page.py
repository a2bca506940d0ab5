"""The state of one page, folded from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, assert_never

from events.catalogue import page_events
from events.catalogue.on_call_events import ChannelKind, EscalationStep

PageStatus = Literal["none", "raised", "acknowledged", "exhausted", "resolved"]
AttemptStatus = Literal["queued", "sent", "failed", "unknown", "dropped"]

PageEvent = (
    page_events.PageRaised
    | page_events.PageRouted
    | page_events.PageRungAgain
    | page_events.PageStepStarted
    | page_events.PageStepSkipped
    | page_events.PageStepFailed
    | page_events.PageAttemptQueued
    | page_events.PageAttemptSent
    | page_events.PageAttemptFailed
    | page_events.PageAttemptUnknown
    | page_events.PageAttemptDropped
    | page_events.PageAcknowledged
    | page_events.PageEscalated
    | page_events.PageResolved
    | page_events.PageExhausted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One message to one person by one channel, in one round of a step of one ring."""

    attempt_key: str
    engineer_id: str
    channel: ChannelKind
    ring: int
    step: int
    round: int
    status: AttemptStatus = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page and its frozen chain.

    `step` is the current step (-1: not begun), `round` counts that step's repeats, and `ring`
    counts how often the chain was restarted; `ring_again_after_s` says when that happens by itself.
    """

    page_id: str = ""
    status: PageStatus = "none"
    steps: tuple[EscalationStep, ...] = ()
    step: int = -1
    round: int = 0
    ring: int = 0
    ring_again_after_s: int | None = None
    drill: bool = False
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    attempts: Mapping[str, Attempt] = field(default_factory=dict)

    @property
    def queued(self) -> tuple[str, ...]:
        """Return the keys of messages that are still to go out."""
        return tuple(key for key, attempt in self.attempts.items() if attempt.status == "queued")

    @property
    def all_messages_failed(self) -> bool:
        """Tell whether this round of this step had messages and all of them failed for good."""
        # By ring, too: a restarted chain walks the same steps under new keys.
        now = (self.ring, self.step, self.round)
        statuses = [
            attempt.status
            for attempt in self.attempts.values()
            if (attempt.ring, attempt.step, attempt.round) == now
        ]
        # No messages yet is no failure: the round may not have begun.
        return bool(statuses) and all(status == "failed" for status in statuses)


INITIAL: Final = Page()
"""A page that was never raised."""


def evolve(page: Page, event: PageEvent) -> Page:
    """Return the page after an event."""
    match event:
        case page_events.PageRaised():
            return _raised(event)
        case page_events.PageRouted() | page_events.PageRungAgain() | page_events.PageEscalated():
            return _calling(page, event)
        case (
            page_events.PageStepStarted()
            | page_events.PageStepSkipped()
            | page_events.PageStepFailed()
        ):
            return replace(page, step=event.step, round=event.round)
        case (
            page_events.PageAttemptQueued()
            | page_events.PageAttemptSent()
            | page_events.PageAttemptFailed()
            | page_events.PageAttemptUnknown()
            | page_events.PageAttemptDropped()
        ):
            return _with_attempt(page, event)
        case page_events.PageAcknowledged():
            return replace(
                page, status="acknowledged", acknowledged_by=event.by, acknowledged_at=event.at
            )
        case page_events.PageResolved():
            return replace(page, status="resolved")
        case page_events.PageExhausted():
            return replace(page, status="exhausted")
        case _:
            assert_never(event)


def _raised(event: page_events.PageRaised) -> Page:
    return Page(
        page_id=event.page_id,
        status="raised",
        steps=event.steps,
        ring_again_after_s=event.ring_again_after_s,
        drill=event.drill,
    )


def _calling(
    page: Page,
    event: page_events.PageRouted | page_events.PageRungAgain | page_events.PageEscalated,
) -> Page:
    """Let the page call again: nobody has it."""
    free = replace(page, status="raised", acknowledged_by=None, acknowledged_at=None)
    match event:
        case page_events.PageRouted(steps=steps, ring_again_after_s=again):
            return replace(free, steps=steps, step=-1, round=0, ring_again_after_s=again)
        case page_events.PageRungAgain():
            return replace(free, step=-1, round=0, ring=page.ring + 1)
        # The step stays: the event of the next one follows in the same append.
        case page_events.PageEscalated():
            return free
        case _:
            assert_never(event)


AttemptEvent = (
    page_events.PageAttemptQueued
    | page_events.PageAttemptSent
    | page_events.PageAttemptFailed
    | page_events.PageAttemptUnknown
    | page_events.PageAttemptDropped
)


def _with_attempt(page: Page, event: AttemptEvent) -> Page:
    match event:
        case page_events.PageAttemptQueued():
            attempt = Attempt(
                attempt_key=event.attempt_key,
                engineer_id=event.engineer_id,
                channel=event.channel,
                ring=page.ring,
                step=event.step,
                round=event.round,
            )
        case page_events.PageAttemptSent():
            attempt = replace(page.attempts[event.attempt_key], status="sent")
        case page_events.PageAttemptFailed():
            attempt = replace(page.attempts[event.attempt_key], status="failed")
        case page_events.PageAttemptUnknown():
            attempt = replace(page.attempts[event.attempt_key], status="unknown")
        case page_events.PageAttemptDropped():
            attempt = replace(page.attempts[event.attempt_key], status="dropped")
        case _:
            assert_never(event)
    return replace(page, attempts={**page.attempts, attempt.attempt_key: attempt})
