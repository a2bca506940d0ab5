"""Which HTTP status each refusal of intake has."""

from pydantic import JsonValue

from intake.domain.errors import (
    Conflicting,
    IntakeRefusal,
    Invalid,
    NotAllowedInState,
    NotEntitled,
    Unknown,
)
from intake.domain.likely_twins import LikelyTheSame
from webapi.problems import Problem, ProblemTable


def _as(status: int, title: str, error: IntakeRefusal) -> Problem:
    return Problem(status, error.code, title, error.detail)


def _in_state(error: NotAllowedInState) -> Problem:
    more: dict[str, JsonValue] = {"case_status": error.status, "allowed_in": list(error.allowed_in)}
    return Problem(409, error.code, "Not allowed in this state", error.detail, more=more)


def _likely_the_same(error: LikelyTheSame) -> Problem:
    candidates: list[JsonValue] = [
        {
            "case_id": p1.case_id,
            "number": p1.number,
            "subject": p1.subject,
            "channel": p1.channel,
            "opened_at": p1.opened_at.isoformat().replace("+00:00", "Z"),
        }
        for p1 in error.candidates
    ]
    return Problem(
        409, error.code, "Likely the same", error.detail, more={"candidates": candidates}
    )


PROBLEMS: ProblemTable = {
    Unknown: lambda error: _as(404, "Unknown", error),
    NotEntitled: lambda error: _as(403, "Not entitled", error),
    NotAllowedInState: _in_state,
    LikelyTheSame: _likely_the_same,
    Conflicting: lambda error: _as(409, "Conflict", error),
    Invalid: lambda error: _as(422, "Invalid", error),
}
