"""Gives each refusal of intake its HTTP status; the code is the refusal's own."""

from collections.abc import Mapping

from pydantic import JsonValue

from careplans.errors import UnknownCalendar, UnknownTerms
from intake.domain.buy_term import WorseWithinTheTerm
from intake.domain.choose_edi_topic import UnknownEdiTopic
from intake.domain.errors import Conflicting, Invalid, NotAllowedInState, NotEntitled, Unknown
from intake.domain.exclude_case import UnknownExclusion
from intake.domain.likely_twins import LikelyTheSame
from intake.domain.move_service_request import NotFromThisState
from intake.domain.request_service import UnknownService
from intake.domain.webhook import UnknownEventTypes
from webapi.problems import ProblemRule, ProblemTable, RefusalRule


def _states(refusal: NotAllowedInState) -> Mapping[str, JsonValue]:
    return {"case_status": refusal.status, "allowed_in": list(refusal.allowed_in)}


def _candidates(refusal: LikelyTheSame) -> Mapping[str, JsonValue]:
    candidates: list[JsonValue] = [
        {
            "case_id": p1.case_id,
            "number": p1.number,
            "subject": p1.subject,
            "channel": p1.channel,
            "opened_at": p1.opened_at.isoformat().replace("+00:00", "Z"),
        }
        for p1 in refusal.candidates
    ]
    return {"candidates": candidates}


def _losses(refusal: WorseWithinTheTerm) -> Mapping[str, JsonValue]:
    return {"losses": [{"name": loss.name, "text": loss.text} for loss in refusal.lost]}


def _codes(refusal: UnknownExclusion | UnknownEdiTopic | UnknownService) -> Mapping[str, JsonValue]:
    return {"codes": list(refusal.codes)}


def _types(refusal: UnknownEventTypes) -> Mapping[str, JsonValue]:
    return {"event_types": list(refusal.known)}


def _steps(refusal: NotFromThisState) -> Mapping[str, JsonValue]:
    return {"state": refusal.state, "allowed_in": list(refusal.allowed_in)}


PROBLEMS: ProblemTable = {
    # Promised by another process, which was started with a later folder.
    UnknownCalendar: ProblemRule(
        503, "calendar-not-known", "A calendar is not known here yet", {"Retry-After": "5"}
    ),
    UnknownTerms: ProblemRule(
        503, "terms-not-known", "Terms are not known here yet", {"Retry-After": "5"}
    ),
    Unknown: RefusalRule(404, "Unknown"),
    NotEntitled: RefusalRule(403, "Not entitled"),
    NotAllowedInState: RefusalRule(409, "Not allowed in this state", more=_states),
    LikelyTheSame: RefusalRule(409, "Likely the same", more=_candidates),
    WorseWithinTheTerm: RefusalRule(409, "Worse within the term", more=_losses),
    Conflicting: RefusalRule(409, "Conflict"),
    UnknownExclusion: RefusalRule(422, "Invalid", more=_codes),
    UnknownEdiTopic: RefusalRule(422, "Invalid", more=_codes),
    UnknownService: RefusalRule(422, "Invalid", more=_codes),
    NotFromThisState: RefusalRule(409, "Not from this state", more=_steps),
    UnknownEventTypes: RefusalRule(422, "Invalid", more=_types),
    Invalid: RefusalRule(422, "Invalid"),
}
