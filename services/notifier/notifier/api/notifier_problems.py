"""Which HTTP status each refusal of the notifier has; its code is the refusal's own."""

from collections.abc import Mapping

from pydantic import JsonValue

from notifier.domain.errors import (
    AlreadyAcknowledged,
    EngineerNotFound,
    LastP1Rule,
    NobodyToPage,
    NoFurtherStep,
    PageNotFound,
    PageOver,
    UnknownOnCallThing,
)
from webapi.problems import ProblemTable, RefusalRule


def _holder(error: AlreadyAcknowledged) -> Mapping[str, JsonValue]:
    return {"acknowledged_by": error.by, "acknowledged_at": error.at.isoformat()}


PROBLEMS: ProblemTable = {
    EngineerNotFound: RefusalRule(404, "Not found"),
    PageNotFound: RefusalRule(404, "Not found"),
    PageOver: RefusalRule(409, "The page is over"),
    AlreadyAcknowledged: RefusalRule(409, "Already acknowledged", more=_holder),
    NoFurtherStep: RefusalRule(409, "The chain has no further step"),
    LastP1Rule: RefusalRule(409, "The last rule for a P1"),
    NobodyToPage: RefusalRule(409, "Nobody to page"),
    UnknownOnCallThing: RefusalRule(422, "Unknown reference"),
}
