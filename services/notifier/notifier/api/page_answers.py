"""What clients are told about pages."""

from datetime import datetime

from pydantic import BaseModel

from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Plan, Priority
from notifier.adapters.page_list import SeenAttempt, SeenMove, SeenPage
from notifier.domain.page import AttemptStatus, Page, PageStatus
from notifier.domain.page_message import reach_in_words, title_of


class AttemptAnswer(BaseModel):
    """A message:

    `queued_at` it was asked for, `send_at` it should go, `sent_at` the provider took it,
    `late_by_s` after `send_at`.
    """

    attempt_key: str
    engineer_id: str
    channel: str
    ring: int
    step: int
    round: int
    queued_at: datetime
    send_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    outcome: AttemptStatus
    outcome_at: datetime | None
    late_by_s: float | None
    provider_id: str | None
    problem: str | None
    tries: int


class MoveAnswer(BaseModel):
    """Something that happened to the page: raised, routed, step-started, step-skipped, step-failed,
    rung-again, and so on.
    """

    at: datetime
    what: str
    step: int | None
    round: int | None
    reason: str | None
    engineer_ids: list[str]


class PageAnswer(BaseModel):
    """A page, and everything that was tried for it.

    `ring` counts how often its chain began anew, `note` says why. `reach`: whom to call at the
    customer of a P1, where somebody was named (CP-27).
    """

    page_id: str
    status: PageStatus
    reason: PageReason
    drill: bool
    title: str
    what: str
    subject: str | None
    note: str | None
    reach: str | None
    case_id: str | None
    number: str | None
    customer_id: str | None
    customer: str | None
    plan: Plan | None
    priority: Priority | None
    due_at: datetime | None
    policy_id: str
    step: int
    round: int
    ring: int
    raised_at: datetime
    acknowledged_by: str | None
    acknowledged_via: str | None
    acknowledged_at: datetime | None
    resolved_by: str | None
    resolved_reason: str | None
    resolved_at: datetime | None
    exhausted_at: datetime | None
    attempts: list[AttemptAnswer]
    history: list[MoveAnswer]
    version: int


class PageMoved(BaseModel):
    """What a command made of a page."""

    page_id: str
    status: PageStatus
    step: int
    round: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    drill: bool
    version: int


def page_answer(page: SeenPage) -> PageAnswer:
    """Return the page as it is told."""
    facts = page.facts
    return PageAnswer(
        page_id=facts.page_id,
        status=page.status,
        reason=facts.reason,
        drill=facts.drill,
        title=title_of(facts),
        what=facts.what,
        subject=facts.case_subject,
        note=facts.note,
        reach=reach_in_words(facts),
        case_id=facts.case_id,
        number=facts.number,
        customer_id=facts.customer_id,
        customer=facts.customer,
        plan=facts.plan,
        priority=facts.priority,
        due_at=facts.due_at,
        policy_id=page.policy_id,
        step=page.step,
        round=page.round,
        ring=page.ring,
        raised_at=facts.raised_at,
        acknowledged_by=page.acknowledged_by,
        acknowledged_via=page.acknowledged_via,
        acknowledged_at=page.acknowledged_at,
        resolved_by=page.resolved_by,
        resolved_reason=page.resolved_reason,
        resolved_at=page.resolved_at,
        exhausted_at=page.exhausted_at,
        attempts=[_attempt(attempt, page) for attempt in page.attempts],
        history=[_move(move) for move in page.history],
        version=page.version,
    )


def page_moved(page: Page, version: int) -> PageMoved:
    """Return the page after a command."""
    return PageMoved(
        page_id=page.page_id,
        status=page.status,
        step=page.step,
        round=page.round,
        acknowledged_by=page.acknowledged_by,
        acknowledged_at=page.acknowledged_at,
        drill=page.drill,
        version=version,
    )


def _move(move: SeenMove) -> MoveAnswer:
    return MoveAnswer(
        at=move.at,
        what=move.what,
        step=move.step,
        round=move.round,
        reason=move.reason,
        engineer_ids=list(move.engineer_ids),
    )


def _attempt(attempt: SeenAttempt, page: SeenPage) -> AttemptAnswer:
    answered = page.acknowledged_by == attempt.engineer_id
    return AttemptAnswer(
        attempt_key=attempt.attempt_key,
        engineer_id=attempt.engineer_id,
        channel=attempt.channel,
        ring=attempt.ring,
        step=attempt.step,
        round=attempt.round,
        queued_at=attempt.queued_at,
        send_at=attempt.send_at,
        sent_at=attempt.outcome_at if attempt.status == "sent" else None,
        answered_at=page.acknowledged_at if answered else None,
        outcome=attempt.status,
        outcome_at=attempt.outcome_at,
        late_by_s=attempt.late_by_s,
        provider_id=attempt.provider_id,
        problem=attempt.problem,
        tries=attempt.tries,
    )
