"""Which HTTP status each refusal of the notifier has."""

from notifier.domain.errors import (
    AlreadyAcknowledged,
    LastP1Rule,
    NoFurtherStep,
    PageNotFound,
    PageOver,
    UnknownOnCallThing,
)
from webapi.problems import Problem, ProblemRule, ProblemTable


def _acknowledged(error: AlreadyAcknowledged) -> Problem:
    more = {"acknowledged_by": error.by, "acknowledged_at": error.at.isoformat()}
    return Problem(409, "already-acknowledged", "Already acknowledged", str(error), more=more)


PROBLEMS: ProblemTable = {
    PageNotFound: ProblemRule(404, "not-found", "Not found"),
    PageOver: ProblemRule(409, "page-is-over", "The page is over"),
    AlreadyAcknowledged: _acknowledged,
    NoFurtherStep: ProblemRule(409, "no-further-step", "The chain has no further step"),
    LastP1Rule: ProblemRule(409, "last-p1-rule", "The last rule for a P1"),
    UnknownOnCallThing: ProblemRule(422, "unknown-reference", "Unknown reference"),
}
