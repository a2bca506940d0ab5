"""Excludes a case that the plan does not cover: no target holds for it (CP-18 to CP-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from events.catalogue.case_events import CaseExcluded, MessageText
from events.catalogue.service_events import ServiceRequested
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Invalid
from intake.domain.request_service import RequestService, service_requested


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeCase:
    """Exclude the case for `code`; `text` is for support.

    `codes` are the codes by version of the terms, `services` those of them that professional
    services do. `request`: ask for such a service at once (CP-20).
    """

    code: str
    now: datetime
    codes: Mapping[str, Sequence[str]]
    text: str | None = None
    services: Mapping[str, Sequence[str]] = field(default_factory=dict)
    request: RequestService | None = None


class UnknownExclusion(Invalid):
    """The reason is none of the case's terms. `codes` are those that are; words go into `text`."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            "unknown-exclusion",
            f"the reason is one of {', '.join(codes)}; what is to be said about it goes into text",
        )
        self.codes = tuple(codes)


def decide(command: ExcludeCase, case: Case | None) -> list[CaseExcluded | ServiceRequested]:
    """Exclude the case, and ask for the service if wanted. Raises UnknownExclusion
    (`unknown-exclusion`), and Invalid (`not-for-services`) for a reason that no service mends.
    """
    case = ready_for("exclude", case)
    # The codes of the case's own terms: those of today may have others (CP-18 to CP-20).
    codes = _of_terms(case, command.codes)
    if command.code not in codes:
        raise UnknownExclusion(codes)
    excluded = CaseExcluded(
        case_id=case.case_id,
        code=command.code,
        excluded_at=command.now,
        personal=MessageText(text=command.text) if command.text else None,
    )
    return [excluded, *_service_requested(command, case)]


def _service_requested(command: ExcludeCase, case: Case) -> list[ServiceRequested]:
    if command.request is None:
        return []
    for_services = _of_terms(case, command.services)
    if command.code not in for_services:
        raise Invalid(
            "not-for-services", f"a service request goes with one of {', '.join(for_services)}"
        )
    return [service_requested(command.request, case)]


def _of_terms(case: Case, by_version: Mapping[str, Sequence[str]]) -> Sequence[str]:
    # A store that was exported elsewhere may hold cases of terms that are not kept here: the newest
    # say it.
    newest = list(by_version.values())[-1]
    return by_version.get(case.promise.terms_version, newest)
