"""A case turns out to be outside of what the plan covers: no target holds for it (CP-18 to CP-20)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseExcluded, MessageText
from events.catalogue.case_upcasts import OTHER
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeCase:
    """Why the case is out of entitlement: one of the `codes` that its terms know, or free text."""

    reason: str
    now: datetime
    codes: frozenset[str]
    note: str | None = None


def decide(command: ExcludeCase, case: Case | None) -> list[CaseExcluded]:
    """Exclude it. A reason that is no code counts as `other`, and its words are kept apart."""
    found = ready_for("exclude", case)
    is_code = command.reason in command.codes
    return [
        CaseExcluded(
            case_id=found.case_id,
            code=command.reason if is_code else OTHER,
            excluded_at=command.now,
            personal=_note(command.note if is_code else _joined(command.reason, command.note)),
        )
    ]


def _joined(reason: str, note: str | None) -> str:
    return f"{reason}\n{note}" if note else reason


def _note(text: str | None) -> MessageText | None:
    return MessageText(text=text) if text else None
