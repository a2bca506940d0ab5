"""Records an engineer's answer; the first one is what the response target promises (CP-28)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseResponded, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondToCase:
    """Answer in `text`.

    `responded_at`: when it was given, if before `now`; `late_reason` then says why it is recorded
    late.
    """

    responder_id: str
    text: str
    now: datetime
    responded_at: datetime | None = None
    late_reason: str | None = None


def decide(command: RespondToCase, case: Case | None) -> list[CaseResponded]:
    """Record the answer.

    Raises Invalid for a time before the opening or after now, and for a past one without a reason.
    """
    case = ready_for("respond", case)
    responded_at = command.responded_at or command.now
    _check_time(responded_at, command, case)
    return [answer(case, command.responder_id, command.text, responded_at, command.late_reason)]


def answer(
    case: Case, responder_id: str, text: str, responded_at: datetime, late_reason: str | None = None
) -> CaseResponded:
    """Return the event of an answer; it is the `first` if nobody has answered yet."""
    return CaseResponded(
        case_id=case.case_id,
        responder_id=responder_id,
        responded_at=responded_at,
        # For readers: the clock judges by its own deadline, which the first answer ends.
        first=case.first_responded_at is None,
        late_reason=late_reason,
        personal=MessageText(text=text),
    )


def first_answer_in(case: Case, responder_id: str, text: str, now: datetime) -> list[CaseResponded]:
    """Return the answer that a solution or workaround is if nobody has answered yet (CP-28)."""
    return [answer(case, responder_id, text, now)] if case.first_responded_at is None else []


def _check_time(responded_at: datetime, command: RespondToCase, case: Case) -> None:
    if responded_at > command.now:
        raise Invalid("responded-in-the-future", "responded_at is later than now")
    # Before the opening there was nothing that it could answer (CP-28).
    if responded_at < case.opened_at:
        raise Invalid("responded-before-opened", "responded_at is earlier than the case")
    if responded_at < command.now and not command.late_reason:
        raise Invalid("reason-required", "a responded_at in the past needs a reason")
