"""An engineer answers a case: the first answer is what the response target promises (CP-28)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseResponded, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondToCase:
    """Answer in `text`.

    `responded_at`: when it was given, if that was before `now`; then `late_reason` says why it is
    recorded late.
    """

    responder_id: str
    text: str
    now: datetime
    responded_at: datetime | None = None
    late_reason: str | None = None


def decide(command: RespondToCase, case: Case | None) -> list[CaseResponded]:
    """Record the answer.

    Raises Invalid for a time that is not between the opening and now, or a past one without a
    reason.
    """
    found = ready_for("respond", case)
    responded_at = command.responded_at or command.now
    _check_time(responded_at, command, found)
    return [answer(found, command.responder_id, command.text, responded_at, command.late_reason)]


def answer(
    case: Case, responder_id: str, text: str, responded_at: datetime, late_reason: str | None = None
) -> CaseResponded:
    """The event of an answer; `first` where nobody had answered before."""
    return CaseResponded(
        case_id=case.case_id,
        responder_id=responder_id,
        responded_at=responded_at,
        first=case.first_responded_at is None,
        late_reason=late_reason,
        personal=MessageText(text=text),
    )


def first_answer_in(case: Case, responder_id: str, text: str, now: datetime) -> list[CaseResponded]:
    """The answer that a solution or a workaround is, where nobody had answered before (CP-28)."""
    return [answer(case, responder_id, text, now)] if case.first_responded_at is None else []


def _check_time(responded_at: datetime, command: RespondToCase, case: Case) -> None:
    if responded_at > command.now:
        raise Invalid("responded-in-the-future", "responded_at is later than now")
    if responded_at < case.opened_at:
        raise Invalid("responded-before-opened", "responded_at is earlier than the case")
    if responded_at < command.now and not command.late_reason:
        raise Invalid("reason-required", "a responded_at in the past needs a reason")
