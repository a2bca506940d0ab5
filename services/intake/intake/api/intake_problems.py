"""Which HTTP status each refusal of intake has."""

from pydantic import JsonValue

from intake.domain.errors import Conflicting, IntakeRefusal, Invalid, NotAllowedInState, NotEntitled, Unknown
from webapi.problems import Problem, ProblemTable


def _as(status: int, title: str, error: IntakeRefusal) -> Problem:
    return Problem(status, error.code, title, error.detail)


def _in_state(error: NotAllowedInState) -> Problem:
    more: dict[str, JsonValue] = {"case_status": error.status, "allowed_in": list(error.allowed_in)}
    return Problem(409, error.code, "Not allowed in this state", error.detail, more=more)


PROBLEMS: ProblemTable = {
    Unknown: lambda error: _as(404, "Unknown", error),
    NotEntitled: lambda error: _as(403, "Not entitled", error),
    NotAllowedInState: _in_state,
    Conflicting: lambda error: _as(409, "Conflict", error),
    Invalid: lambda error: _as(422, "Invalid", error),
}
