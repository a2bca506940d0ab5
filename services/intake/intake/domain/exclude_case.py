"""Excludes a case that the plan does not cover: no target holds for it (CP-18 to CP-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CaseExcluded, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeCase:
    """Exclude the case for `code`; `text` is for support.

    `codes` are the codes by version of the terms.
    """

    code: str
    now: datetime
    codes: Mapping[str, Sequence[str]]
    text: str | None = None


class UnknownExclusion(Invalid):
    """The reason is none of the case's terms. `codes` are those that are; words go into `text`."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            "unknown-exclusion",
            f"the reason is one of {', '.join(codes)}; what is to be said about it goes into text",
        )
        self.codes = tuple(codes)


def decide(command: ExcludeCase, case: Case | None) -> list[CaseExcluded]:
    """Exclude the case. Raises UnknownExclusion (`unknown-exclusion`)."""
    case = ready_for("exclude", case)
    # The codes of the case's own terms: those of today may have others (CP-18 to CP-20).
    # A store that was exported elsewhere may hold cases of terms that are not kept here: the newest
    # say it.
    newest = list(command.codes.values())[-1]
    codes = command.codes.get(case.promise.terms_version, newest)
    if command.code not in codes:
        raise UnknownExclusion(codes)
    return [
        CaseExcluded(
            case_id=case.case_id,
            code=command.code,
            excluded_at=command.now,
            personal=MessageText(text=command.text) if command.text else None,
        )
    ]
