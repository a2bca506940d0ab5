"""Excludes a case that the plan does not cover: no target holds for it (CP-18 to CP-20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseExcluded, MessageText
from events.catalogue.case_upcasts import OTHER
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeCase:
    """Exclude the case, for a reason that is a code of its terms or free text.

    `codes` are the codes by version of the terms.
    """

    reason: str
    now: datetime
    codes: Mapping[str, frozenset[str]]
    note: str | None = None


def decide(command: ExcludeCase, case: Case | None) -> list[CaseExcluded]:
    """Exclude the case. Free text counts as `other`, and its words are kept apart."""
    case = ready_for("exclude", case)
    # The codes of the case's own terms: those of today may have others (CP-18 to CP-20).
    is_code = command.reason in command.codes[case.promise.terms_version]
    return [
        CaseExcluded(
            case_id=case.case_id,
            code=command.reason if is_code else OTHER,
            excluded_at=command.now,
            personal=_note(command.note if is_code else _joined(command.reason, command.note)),
        )
    ]


def _joined(reason: str, note: str | None) -> str:
    return f"{reason}\n{note}" if note else reason


def _note(text: str | None) -> MessageText | None:
    return MessageText(text=text) if text else None
