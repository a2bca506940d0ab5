"""Which HTTP status each refusal of the clock has."""

from sla_clock.domain.errors import Conflicting, NotYours, Unknown
from webapi.problems import ProblemTable, RefusalRule

PROBLEMS: ProblemTable = {
    Unknown: RefusalRule(404, "Unknown"),
    NotYours: RefusalRule(403, "Not yours to do"),
    Conflicting: RefusalRule(409, "Conflict"),
}
