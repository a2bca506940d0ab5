"""Asks the clock to explain the goals of a case, over its API.

Services meet in events and in their public APIs only; the sentence is the clock's, so that every
page says it in the same words.
"""

from asyncio import gather
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

import httpx
import msgspec
import structlog

from reporting.domain.explained_goal import (
    ExplainedGoal,
    GoalState,
    Stretch,
    StretchKind,
    WarningMark,
)
from reporting.settings import ReportingSettings
from webapi.tokens import make_token
from webapi.trusted_certificates import system_certificates

Explain = Callable[[str], Awaitable[Sequence[ExplainedGoal] | None]]
Get = Callable[[str], Awaitable[httpx.Response]]
_TIMEOUT_S: Final = 2.0

_log = structlog.get_logger(__name__)


class _Segment(msgspec.Struct, frozen=True, rename={"since": "from"}):
    since: datetime
    to: datetime
    kind: StretchKind
    name: str | None
    counted_s: int


class _Deadline(msgspec.Struct, frozen=True):
    goal: str
    answered_at: datetime | None
    answered_late_by_s: float | None
    cancelled_at: datetime | None


class _Explanation(msgspec.Struct, frozen=True):
    goal: str
    state: GoalState
    sentence: str
    due_at: datetime | None
    budget_s: int
    counted_s: int
    counting_from: datetime
    segments: list[_Segment]
    terms_version: str
    calendar_id: str
    calendar_version: int
    now: datetime
    due_not_judged: bool
    customers_zone: str | None
    sentence_in_customers_zone: str | None
    warnings: list[WarningMark]


_DEADLINES = msgspec.json.Decoder(list[_Deadline])
_EXPLANATION = msgspec.json.Decoder(_Explanation)


async def nobody_explains(case_id: str) -> None:
    """Explain nothing: no clock is named to ask."""
    del case_id


def explaining(get: Get) -> Explain:
    """Return what asks for all goals of a case; None where the clock does not answer."""

    async def explain(case_id: str) -> Sequence[ExplainedGoal] | None:
        path = f"/v1/cases/{quote(case_id, safe='')}/deadlines"
        try:
            answer = await get(path)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return ()
            deadlines = _DEADLINES.decode(answer.raise_for_status().content)
            answers = await gather(*(get(f"{path}/{one.goal}/explanation") for one in deadlines))
            return [
                _explained(one, _EXPLANATION.decode(it.raise_for_status().content))
                for one, it in zip(deadlines, answers, strict=True)
            ]
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError) as trouble:
            _log.warning("clock-does-not-explain", error=type(trouble).__name__)
            return None

    return explain


def explain_of(settings: ReportingSettings) -> Explain:
    """Return what asks the clock that the settings name; without its address, or anything to show
    there, nobody is asked.
    """
    url, token = settings.sla_clock_url, settings.sla_clock_token
    if url is None or (settings.jwt_secret is None and token is None):
        return nobody_explains
    trusted = system_certificates()

    async def get(path: str) -> httpx.Response:
        shown = token.get_secret_value() if token else make_token(settings, "service")
        headers = {"Authorization": f"Bearer {shown}"}
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, verify=trusted, trust_env=False) as http:
            return await http.get(f"{url.rstrip('/')}{path}", headers=headers)

    return explaining(get)


def _recorded_at(deadline: _Deadline, due_at: datetime | None) -> datetime | None:
    if due_at is None or deadline.answered_late_by_s is None:
        return None
    return due_at + timedelta(seconds=deadline.answered_late_by_s)


def _explained(deadline: _Deadline, explanation: _Explanation) -> ExplainedGoal:
    return ExplainedGoal(
        goal=explanation.goal,
        state=explanation.state,
        sentence=explanation.sentence,
        stretches=[
            Stretch(
                start=one.since, end=one.to, kind=one.kind, name=one.name, counted_s=one.counted_s
            )
            for one in explanation.segments
        ],
        counting_from=explanation.counting_from,
        due_at=explanation.due_at,
        answered_at=deadline.answered_at,
        recorded_at=_recorded_at(deadline, explanation.due_at),
        cancelled_at=deadline.cancelled_at,
        now=explanation.now,
        budget_s=explanation.budget_s,
        counted_s=explanation.counted_s,
        terms_version=explanation.terms_version,
        calendar_id=explanation.calendar_id,
        calendar_version=explanation.calendar_version,
        warnings=explanation.warnings,
        due_not_judged=explanation.due_not_judged,
        zone_there=explanation.customers_zone,
        sentence_there=explanation.sentence_in_customers_zone,
    )
