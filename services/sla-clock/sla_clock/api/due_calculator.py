"""Lets people ask when a case would be due, before they open one; nothing is recorded."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator

from careplans.errors import BeyondCalendar, UnknownTerms
from careplans.promise_from_terms import promise_from
from careplans.terms import Terms, TermsCatalogue
from careplans.vendors_day import terms_in_force_at
from events.catalogue.terms import Plan, Priority
from sla_clock.api.answers import DueAnswer, supposed_explanation
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.suppose_deadline import supposed_deadline
from webapi.identity import CurrentIdentity
from webapi.invalid_input import Instant, RequestBody
from webapi.problems import Problem

# No calendar goes beyond 2200, and ten years are more than any printed target takes.
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC)


def _within_calendars(start: datetime) -> datetime:
    if not _EARLIEST <= start <= _LATEST:
        raise ValueError("calendars reach from 1971 to 2190")
    return start


class DueQuestion(RequestBody):
    """A case that might be opened at `start`, under the terms in force then, or under
    `terms_version`.
    """

    plan: Plan
    priority: Priority
    start: Annotated[Instant, AfterValidator(_within_calendars)]
    terms_version: str | None = None


def due_router(catalogue: TermsCatalogue) -> APIRouter:
    """Return the router of the calculator.

    It takes the terms in force on the vendor's day of `start`, as intake does.
    """
    router = APIRouter(prefix="/v1/due", tags=["calculator"])

    @router.post("", summary="When would it be due?")
    async def due(question: DueQuestion, identity: CurrentIdentity) -> DueAnswer:
        del identity
        start = question.start.astimezone(UTC)
        promise = promise_from(_terms(catalogue, question, start), question.plan)
        try:
            return _answer(supposed_deadline(promise, question.priority, start), start)
        except BeyondCalendar as error:
            raise Problem(422, "beyond-the-calendar", "Beyond the calendar", str(error)) from None

    return router


def _terms(catalogue: TermsCatalogue, question: DueQuestion, start: datetime) -> Terms:
    try:
        if question.terms_version:
            return catalogue.version(question.terms_version)
        return terms_in_force_at(start, catalogue)
    except UnknownTerms as error:
        raise Problem(422, "unknown-terms", "No such terms", str(error)) from None


def _answer(deadline: Deadline, start: datetime) -> DueAnswer:
    assert deadline.due_at is not None, "a clock that was just started runs"
    promise = deadline.promise
    return DueAnswer(
        due_at=deadline.due_at,
        budget_s=deadline.budget_s,
        terms_version=promise.terms_version,
        calendar_id=promise.calendar.calendar_id,
        calendar_version=promise.calendar.version,
        zone=promise.calendar.zone,
        explanation=supposed_explanation(explain_deadline(deadline, start)),
    )
