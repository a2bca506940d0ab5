"""Which HTTP answer each refusal of reporting gets."""

from reporting.domain.errors import CustomerUnknown, PeriodUnreadable, ReviewUnknown
from webapi.problems import ProblemRule, ProblemTable

PROBLEMS: ProblemTable = {
    PeriodUnreadable: ProblemRule(422, "period-unreadable", "No such period"),
    CustomerUnknown: ProblemRule(404, "not-found", "Not found"),
    ReviewUnknown: ProblemRule(404, "not-found", "Not found"),
}
