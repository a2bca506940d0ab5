"""Facts about pages. Owned by notifier; routed by case id (a drill or a blind clock: by page id);
one stream a page."""

from typing import Literal

from events.catalogue.on_call_events import ChannelKind, EscalationStep, PageReason
from events.catalogue.terms import Instant, Plan, Priority
from events.event import Event, Personal


class PageText(Personal, frozen=True, kw_only=True):
    """What the page says to a person: `subject` is what happened, `case_subject` the case's
    subject.

    `case_subject` is in the customer's words; null where the page is about no case, or is not
    known.
    """

    subject: str
    case_subject: str | None = None


class PageNote(Personal, frozen=True, kw_only=True):
    """Why a page rings again, in words; it may name a person."""

    text: str


class PageRaised(Event, frozen=True, kw_only=True):
    """Somebody must look. The chain is frozen here; who is reached is found out when a step is
    sent.

    `steps` holds the whole way: the policy's repeats and its backstop, too. `ring_again_after_s`:
    seconds from the acknowledgement, or the chain's end, until it rings again. Null: it does not.
    """

    page_id: str
    reason: PageReason
    cause_id: str
    case_id: str | None
    number: str | None
    customer_id: str | None
    plan: Plan | None
    priority: Priority | None
    due_at: Instant | None
    policy_id: str
    steps: tuple[EscalationStep, ...]
    raised_at: Instant
    drill: bool = False
    ring_again_after_s: int | None = None
    personal: PageText


class PageRouted(Event, frozen=True, kw_only=True):
    """A page for which no rule was found has a chain now, for a rule was made."""

    page_id: str
    policy_id: str
    steps: tuple[EscalationStep, ...]
    ring_again_after_s: int | None
    at: Instant


class PageRungAgain(Event, frozen=True, kw_only=True):
    """The chain begins anew: nobody had answered the case, nobody had acknowledged, or a person
    wants it.

    `acknowledged_by` and `acknowledged_at` say who had the page until now.
    """

    page_id: str
    reason: Literal["no-answer", "chain-ended", "by-hand"]
    acknowledged_by: str | None
    acknowledged_at: Instant | None
    at: Instant
    personal: PageNote


class PageStepStarted(Event, frozen=True, kw_only=True):
    """The chain reached `step` (from 0), `round` counts repeats from 0; `engineer_ids` are those it
    reaches. Who is on call was read at `at`."""

    page_id: str
    step: int
    round: int
    engineer_ids: tuple[str, ...]
    at: Instant


class PageStepSkipped(Event, frozen=True, kw_only=True):
    """Nobody could be reached at this step: the chain went on at once."""

    page_id: str
    step: int
    round: int
    reason: Literal["nobody-on-call", "empty-step", "no-contact-method"]
    at: Instant


class PageStepFailed(Event, frozen=True, kw_only=True):
    """Every message of this step failed for good, so nobody was told: the chain went on at once."""

    page_id: str
    step: int
    round: int
    at: Instant


class PageAttemptQueued(Event, frozen=True, kw_only=True):
    """One message is to go to one person by one channel. `attempt_key` is stable, and is also the
    provider's dedup key."""

    page_id: str
    attempt_key: str
    step: int
    round: int
    engineer_id: str
    channel: ChannelKind
    method: int
    send_at: Instant
    queued_at: Instant


class PageAttemptSent(Event, frozen=True, kw_only=True):
    """The provider took the message; `late_by_s` is measured from `send_at`."""

    page_id: str
    attempt_key: str
    provider_id: str | None
    sent_at: Instant
    late_by_s: float


class PageAttemptFailed(Event, frozen=True, kw_only=True):
    """The provider refused the message, or the tries ran out. `problem` is a stable slug and holds
    no secret."""

    page_id: str
    attempt_key: str
    problem: str
    at: Instant


class PageAttemptUnknown(Event, frozen=True, kw_only=True):
    """Whether the message went out is not known: the answer was lost. It may be sent again under
    the same key."""

    page_id: str
    attempt_key: str
    problem: str
    at: Instant


class PageAttemptDropped(Event, frozen=True, kw_only=True):
    """The message was not sent, for it was no longer needed (acknowledged, resolved, superseded) or
    the page was bundled."""

    page_id: str
    attempt_key: str
    reason: Literal["acknowledged", "resolved", "bundled"]
    at: Instant


class PageAcknowledged(Event, frozen=True, kw_only=True):
    """A person has it: no step follows."""

    page_id: str
    by: str
    via: Literal["link", "api"]
    at: Instant


class PageEscalated(Event, frozen=True, kw_only=True):
    """A person sent the page on to the next step at once."""

    page_id: str
    by: str
    at: Instant


class PageResolved(Event, frozen=True, kw_only=True):
    """The page is over: a person said so, or its reason went away."""

    page_id: str
    by: str
    reason: Literal[
        "by-hand",
        "case-answered",
        "case-closed",
        "deadline-cancelled",
        "priority-lowered",
        "clock-sees-again",
        "drill-over",
        "breach-withdrawn",
        "something-written",
        "case-covered",
        "cover-ended",
        "worked-around",
        "goal-reached",
    ]
    at: Instant


class PageExhausted(Event, frozen=True, kw_only=True):
    """The chain ended and nobody acknowledged."""

    page_id: str
    at: Instant
