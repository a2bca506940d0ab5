"""Says what a case may be, beside what it was opened as, each time with the reason: nothing is
refused or guessed silently (CP-11, CP-16, CP-19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from careplans.scope import NotACase
from careplans.terms import Terms
from intake.domain.case import Case

_TWINS: Final[Mapping[str, str]] = {
    "told-by-telephone": "One of the two was told by telephone, and both are P1s of this customer.",
    "same-subject": "Both are P1s of this customer, and have the same subject.",
    "told-at-once": "Both are P1s of this customer, logged within two minutes of each other.",
    "named-by-support": "Support named it as the same when this call was logged.",
}
SuggestionCode = Literal["beyond-scope", "likely-no-case", "likely-twin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a case may be, the rule it comes from, and why, as a sentence.

    `service`: the kind of service request that would be the way; `case_id`: the likely twin.
    """

    code: SuggestionCode
    rule: str
    reason: str
    service: str | None = None
    case_id: str | None = None


def suggestions_for(case: Case, coded: Terms) -> Sequence[Suggestion]:
    """Return what the case may be; `coded` are the terms whose codes count for it."""
    return (
        *_beyond_scope(case, coded),
        *_no_case(case, coded.not_a_case),
        *(_twin(twin, case.twin_reasons[twin]) for twin in sorted(case.likely_twins)),
    )


def _no_case(case: Case, terms: NotACase) -> Sequence[Suggestion]:
    if not case.likely_no_case:
        return ()
    reason = terms.likely_answer or terms.answer
    return (Suggestion(code="likely-no-case", rule="CP-11", reason=reason),)


def _twin(case_id: str, because: str) -> Suggestion:
    return Suggestion(code="likely-twin", rule="CP-16", reason=_TWINS[because], case_id=case_id)


def _beyond_scope(case: Case, coded: Terms) -> Sequence[Suggestion]:
    if case.service_offered is None:
        return ()
    topic = next((it.text for it in coded.edi_topics if it.code == case.edi_topic), case.edi_topic)
    return (
        Suggestion(
            code="beyond-scope",
            rule="CP-19",
            reason=f"{topic}: the plans cover the basic EDI function; this is done by professional "
            f"services, for which a service request of kind {case.service_offered} asks.",
            service=case.service_offered,
        ),
    )
