"""Which HTTP answer each refusal of reporting gets."""

from reporting.domain.errors import (
    AlreadyPublished,
    AsOfInFuture,
    CaseUnknown,
    CustomerUnknown,
    NotJudgedYet,
    NotKnownYet,
    NotPublished,
    PeriodNotBegun,
    PeriodNotOver,
    PeriodUnreadable,
    ReviewNotInPlan,
    ReviewUnknown,
)
from webapi.problems import Problem, ProblemRule, ProblemTable


def _not_known_yet(error: NotKnownYet) -> Problem:
    until = error.known_until.isoformat().replace("+00:00", "Z") if error.known_until else None
    return Problem(
        409,
        "not-known-yet",
        "Not known yet",
        str(error),
        more={"known_until": until},
        headers={"Retry-After": "2"},
    )


def _already_published(error: AlreadyPublished) -> Problem:
    return Problem(
        409,
        "already-published",
        "Already published",
        str(error),
        more={"href": f"/v1/reviews/{error.review_id}"},
    )


# 422: it will never do. 409: not as things are; where a moment helps, `Retry-After` says how many
# seconds: what is not known comes with the next records, what is not judged with the clock's next
# look. 404 also for what is not the asker's to see.
PROBLEMS: ProblemTable = {
    PeriodUnreadable: ProblemRule(422, "period-unreadable", "No such period"),
    AsOfInFuture: ProblemRule(422, "as-of-in-the-future", "That instant has not come"),
    NotKnownYet: _not_known_yet,
    NotJudgedYet: ProblemRule(409, "not-judged-yet", "Not judged yet", {"Retry-After": "5"}),
    PeriodNotBegun: ProblemRule(422, "period-not-begun", "The period has not begun"),
    PeriodNotOver: ProblemRule(409, "period-not-over", "The period is not over"),
    ReviewNotInPlan: ProblemRule(409, "review-not-in-plan", "No such review in the plan"),
    AlreadyPublished: _already_published,
    CaseUnknown: ProblemRule(404, "not-found", "Not found"),
    CustomerUnknown: ProblemRule(404, "not-found", "Not found"),
    ReviewUnknown: ProblemRule(404, "not-found", "Not found"),
    NotPublished: ProblemRule(404, "not-published", "Not published"),
}
