"""What an orchestrator and a dashboard ask: is it alive, is it ready, and how does it do?"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, JsonValue

from webapi.identity import asks_for_itself, identify, open_to_strangers, require_role
from webapi.metrics import CONTENT_TYPE, metrics_of
from webapi.network import comes_from_loopback
from webapi.openapi_document import text_answer
from webapi.problems import Problem, problem_response
from webapi.redaction import first_line

Check: TypeAlias = Callable[[], Awaitable[object]]
"""Raises if the service cannot work now; its result does not matter.

`NotReady` says why in words for the caller.
"""

TIMEOUT_S = 2.0

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class HealthChecks:
    """What `/health/ready` checks, by name; a loop of the service may add to it before it serves.

    A failure of one in `needed` makes the service not ready (503). A failure of one in `degrades`
    leaves it ready (200), since it still does what its callers wait for; `degraded` names it.
    """

    needed: dict[str, Check]
    degrades: dict[str, Check] = field(default_factory=dict)


class Readiness(BaseModel):
    """The service can work. `checks`: each one's outcome, `ok` or what is wrong, by name;
    `degraded`: those that failed, and do not matter to its callers."""

    status: str
    checks: dict[str, str]
    degraded: list[str] = []


class NotReady(Exception):
    """A check failed for a reason that anybody may read: its message is shown."""


def health_router(checks: HealthChecks, *, metrics_open: bool) -> APIRouter:
    """Return `/health/live` and `/health/ready`, open to all, and `/metrics`.

    The latter is for service, analyst and admin, and for this machine if `metrics_open`.
    """
    router = APIRouter(tags=["health"])

    @router.get(
        "/health/live", dependencies=[Depends(open_to_strangers)], summary="Is the process alive?"
    )
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @router.get(
        "/health/ready",
        dependencies=[Depends(open_to_strangers)],
        summary="Can it work? 503 names what it lacks",
        response_model=Readiness,
    )
    async def ready() -> Response:
        outcomes = await run_checks({**checks.degrades, **checks.needed})
        return _readiness(outcomes, checks.degrades.keys())

    @router.get(
        "/metrics",
        dependencies=[Depends(asks_for_itself)],
        summary="Prometheus metrics",
        response_class=Response,
        responses=text_answer("text/plain"),
    )
    async def metrics(request: Request) -> Response:
        # A scraper on this machine needs no token if the settings say so.
        if not (metrics_open and comes_from_loopback(request)):
            require_role(await identify(request), "service", "analyst", "admin")
        return Response(metrics_of(request.app).text(), media_type=CONTENT_TYPE)

    return router


def health_of(app: FastAPI) -> HealthChecks:
    """Return the checks that `make_app` gave this app."""
    checks = app.state.health
    assert isinstance(checks, HealthChecks), "make_app sets it"
    return checks


async def run_checks(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run all checks at once; return each one's outcome: `ok`, or in a few words what is wrong.

    They get two seconds.
    """
    outcomes = await asyncio.gather(
        # All at once, so that one that hangs does not keep the others from being answered.
        *(asyncio.wait_for(_run(check), TIMEOUT_S) for check in checks.values()),
        return_exceptions=True,
    )
    return {name: _in_words(name, outcome) for name, outcome in zip(checks, outcomes, strict=True)}


async def _run(check: Check) -> None:
    await check()


def _in_words(name: str, outcome: BaseException | None) -> str:
    if outcome is None:
        return "ok"
    if isinstance(outcome, NotReady):
        return str(outcome)
    _log.warning(
        "check-failed", check=name, error=type(outcome).__name__, reason=first_line(outcome)
    )
    return "no answer in time" if isinstance(outcome, TimeoutError) else "failed"


def _readiness(outcomes: dict[str, str], degrades: Collection[str]) -> JSONResponse:
    failed = [name for name, outcome in outcomes.items() if outcome != "ok"]
    degraded: list[JsonValue] = [name for name in failed if name in degrades]
    if lacking := [name for name in failed if name not in degrades]:
        return problem_response(_not_ready(lacking, outcomes, degraded))
    answer: dict[str, JsonValue] = {"status": "ready", "checks": {**outcomes}}
    return JSONResponse({**answer, "degraded": degraded} if degraded else answer)


def _not_ready(
    lacking: Sequence[str], outcomes: Mapping[str, str], degraded: list[JsonValue]
) -> Problem:
    more: dict[str, JsonValue] = {"checks": {**outcomes}}
    if degraded:
        more["degraded"] = degraded
    return Problem(503, "not-ready", "Not ready", f"Failed: {', '.join(lacking)}.", more=more)
