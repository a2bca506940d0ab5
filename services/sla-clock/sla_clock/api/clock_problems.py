"""Which HTTP status each refusal of the clock has."""

from careplans.errors import UnknownCalendar
from sla_clock.domain.errors import Conflicting, NotYours, Unknown
from webapi.problems import ProblemRule, ProblemTable, RefusalRule

PROBLEMS: ProblemTable = {
    # It was promised or followed elsewhere, and this process looks for it again.
    UnknownCalendar: ProblemRule(
        503, "calendar-not-known", "A calendar is not known here yet", {"Retry-After": "5"}
    ),
    Unknown: RefusalRule(404, "Unknown"),
    NotYours: RefusalRule(403, "Not yours to do"),
    Conflicting: RefusalRule(409, "Conflict"),
}
