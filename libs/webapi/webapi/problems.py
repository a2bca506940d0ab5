"""The one place where an error becomes an HTTP status:

RFC 9457 problems, by a table of error classes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from events.errors import (
    AnswerForgotten,
    CommandRaced,
    EventAlreadyRecorded,
    HistoryRefused,
    ImportUnderWay,
    KeyReused,
    Refused,
    StoreClosed,
    StoreUnavailable,
    StreamRaced,
    WrongExpectedVersion,
)
from events.refusal import Refusal

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:tocsin:"


class FieldError(BaseModel):
    """What is wrong with one field.

    `field`: its path, as in `term.starts_on`; `place`: body, query, path, header or cookie.
    """

    field: str
    place: str
    code: str
    message: str


class ProblemBody(BaseModel):
    """A problem as clients see it (RFC 9457).

    `code` is a stable slug to act on; further members depend on it.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str | None = None
    code: str
    errors: list[FieldError] = Field(default_factory=list)


class Problem(Exception):
    """Raise it to answer with a problem.

    Say nothing in it that the caller may not know, and never a person's message text.
    """

    errors: Sequence[FieldError] = ()

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str | None = None,
        *,
        more: Mapping[str, JsonValue] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail or title}")
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.more, self.headers = dict(more or {}), dict(headers or {})

    def body(self) -> dict[str, JsonValue]:
        """Return the members of the answer; `more` adds to the standard ones, and replaces none."""
        standard = ProblemBody(
            type=TYPE_PREFIX + self.code,
            title=self.title,
            status=self.status,
            detail=self.detail,
            code=self.code,
            errors=list(self.errors),
        )
        return {**self.more, **standard.model_dump(mode="json", exclude_none=True)}


class FieldProblem(Problem):
    """Raise it to answer 422, with what is wrong with each field."""

    def __init__(
        self,
        code: str,
        title: str,
        detail: str | None,
        errors: Sequence[FieldError],
        *,
        more: Mapping[str, JsonValue] | None = None,
    ) -> None:
        super().__init__(422, code, title, detail, more=more)
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class ProblemRule:
    """How errors of one class are answered.

    The detail is the error's own message, else its class's first docstring line.
    """

    status: int
    code: str
    title: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """How refusals of one class are answered: code and detail are the refusal's own.

    `more` makes further members of the answer from the refusal.
    """

    status: int
    title: str
    more: Callable[[Any], Mapping[str, JsonValue]] | None = None

    def problem(self, refusal: Refusal[str]) -> Problem:
        """Return the refusal as it is answered."""
        more = self.more(refusal) if self.more else None
        return Problem(self.status, refusal.code, self.title, refusal.detail, more=more)


ProblemTable: TypeAlias = Mapping[
    type[Exception], ProblemRule | RefusalRule | Callable[..., Problem]
]
"""Error class -> its rule, or a function of (error) -> Problem where the answer depends on the
error. A RefusalRule stands beside a class that derives from Refusal. The nearest class counts."""


def _wrong_version(error: WrongExpectedVersion) -> Problem:
    return Problem(
        409,
        "changed-meanwhile",
        "Changed meanwhile",
        "Many were changing it at once, and nothing was written. Send the request again.",
        more={"version": error.actual},
    )


def _unavailable(error: StoreUnavailable | CommandRaced | StreamRaced) -> Problem:
    del error  # its message is for the log
    return Problem(
        503, "store-unavailable", "The store does not answer", "Try again.", headers=_LATER
    )


_LATER = {"Retry-After": "5"}

BACKBONE: ProblemTable = {
    WrongExpectedVersion: _wrong_version,
    ImportUnderWay: ProblemRule(503, "import-under-way", "An import is under way", _LATER),
    HistoryRefused: ProblemRule(409, "history-refused", "The store holds more than history"),
    KeyReused: ProblemRule(422, "idempotency-key-reused", "Idempotency-Key reused"),
    AnswerForgotten: ProblemRule(409, "idempotency-key-expired", "Carried out long ago"),
    StoreClosed: ProblemRule(503, "stopping", "This instance is stopping", _LATER),
    StoreUnavailable: _unavailable,
    CommandRaced: _unavailable,
    StreamRaced: _unavailable,
    EventAlreadyRecorded: ProblemRule(409, "already-recorded", "Already recorded"),
    Refused: ProblemRule(409, "refused", "Refused"),
}
"""The backbone's errors, in every service.

`WrongExpectedVersion` becomes 412 `stale-version` where the request had If-Match.
"""


def not_found(detail: str = "There is no such thing here.") -> Problem:
    """Return 404: it does not exist, or the caller may not know that it does."""
    return Problem(404, "not-found", "Not found", detail)


def not_allowed(detail: str) -> Problem:
    """Return 403: known, but not allowed."""
    return Problem(403, "not-allowed", "Not allowed", detail)


def problem_for(error: Exception, table: ProblemTable) -> Problem | None:
    """Return the problem of an error, by the nearest of its classes in the table; None without."""
    if isinstance(error, Problem):
        return error
    rule = next((table[kind] for kind in type(error).__mro__ if kind in table), None)
    if rule is None:
        return None
    if isinstance(rule, RefusalRule):
        assert isinstance(error, Refusal), "a RefusalRule stands beside a class of refusals only"
        return rule.problem(error)
    if isinstance(rule, ProblemRule):
        return Problem(rule.status, rule.code, rule.title, _message_of(error), headers=rule.headers)
    return rule(error)


def problem_response(problem: Problem) -> JSONResponse:
    """Return the answer to send."""
    return JSONResponse(problem.body(), problem.status, dict(problem.headers), MEDIA_TYPE)


def plain_problem(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """Return a problem that says no more than its status, as for an unknown path."""
    phrase = HTTPStatus(status).phrase
    return Problem(
        status, phrase.lower().replace(" ", "-").replace("'", ""), phrase, headers=headers
    )


def stale_version(actual: int) -> Problem:
    """Return 412: what the caller saw (If-Match) is no longer there."""
    return Problem(
        412,
        "stale-version",
        "Changed since you read it",
        "Read it again and decide again.",
        more={"version": actual},
    )


def has_precondition(request: Request) -> bool:
    """Return whether the caller said which version it has seen."""
    return "if-match" in request.headers


def _message_of(error: Exception) -> str | None:
    return str(error) or (type(error).__doc__ or "").strip().partition("\n")[0] or None
