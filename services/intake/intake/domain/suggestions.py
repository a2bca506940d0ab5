"""Says what a case may be, beside what it was opened as, each time with the reason: nothing is
refused or guessed silently (CP-11, CP-16, CP-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from careplans.terms import Terms
from intake.domain.case import Case

SuggestionCode = Literal["beyond-scope"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a case may be, the rule it comes from, and why, as a sentence.

    `service`: the kind of service request that would be the way.
    """

    code: SuggestionCode
    rule: str
    reason: str
    service: str | None = None


def suggestions_for(case: Case, coded: Terms) -> Sequence[Suggestion]:
    """Return what the case may be; `coded` are the terms whose codes count for it."""
    return (*_beyond_scope(case, coded),)


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
