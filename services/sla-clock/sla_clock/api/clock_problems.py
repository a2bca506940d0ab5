"""Which HTTP status each refusal of the clock has."""

from sla_clock.domain.errors import ClockRefusal, Conflicting, NotYours, Unknown
from webapi.problems import Problem, ProblemTable


def _as(status: int, title: str, error: ClockRefusal) -> Problem:
    return Problem(status, error.code, title, error.detail)


PROBLEMS: ProblemTable = {
    Unknown: lambda error: _as(404, "Unknown", error),
    NotYours: lambda error: _as(403, "Not yours to do", error),
    Conflicting: lambda error: _as(409, "Conflict", error),
}
