"""Moves a sandbox's time over HTTP, and tells it; only where TOCSIN_CLOCK is `movable`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StrictInt, model_validator

from events.command_runner import CommandKey
from events.store.event_store import CommandRecord
from events.store.sandbox_clock_table import NotForward
from intake.adapters.move_sandbox import SandboxMover
from intake.adapters.sandbox_round import FOLLOWS, Round
from intake.api.intake_api import OFFICE
from webapi.error_codes import ErrorCodesRoute
from webapi.idempotency import CommandKeyOf
from webapi.identity import allow
from webapi.invalid_input import Instant, RequestBody
from webapi.problems import Problem
from webapi.sandbox_clock import PATH

LONGEST: Final = timedelta(days=5 * 366)


class MoveClock(RequestBody):
    """Where the sandbox's time is moved: `to` an instant, or forward by so many seconds."""

    advance_s: Annotated[
        StrictInt | None, Field(gt=0, le=LONGEST // timedelta(seconds=1), examples=[86_400])
    ] = None
    to: Instant | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.advance_s is None) == (self.to is None):
            raise ValueError("needs either `advance_s` or `to`")
        return self


class ClockOfService(BaseModel):
    """A service's time; None while it does not answer: it moves when it is back."""

    service: str
    now: datetime | None
    caught_up: bool


class SandboxClockAnswer(BaseModel):
    """The sandbox's time.

    `moves_to`: the goal of a move that is under way. `caught_up`: nothing is under way, and whoever
    asks any service gets all that was due up to now.
    """

    now: datetime
    moves_to: datetime | None
    caught_up: bool
    services: Sequence[ClockOfService]


def sandbox_routes(mover: SandboxMover) -> APIRouter:
    """Return the routes of a sandbox's clock, for all four services."""
    routes = APIRouter(prefix=PATH, tags=["sandbox"], route_class=ErrorCodesRoute)

    @routes.get("", dependencies=[Depends(allow(*OFFICE))])
    async def read_sandbox_clock() -> SandboxClockAnswer:
        """Tell the time of all services, and which of them have caught up with it."""
        return await _answer(mover)

    @routes.post("", dependencies=[Depends(allow("admin"))])
    async def move_sandbox_clock(body: MoveClock, key: CommandKeyOf) -> SandboxClockAnswer:
        """Move the time of all services forward; tokens, leases and rate limits stay where they
        are. It takes a moment for each instant at which something is due: ask again until all have
        caught up.
        """
        try:
            await mover.own.table.set_goal(await _wanted(mover, body), _record_of(key))
        except NotForward as refused:
            raise _not_forward(refused.now) from None
        mover.wakeup.set()
        return await _answer(mover)

    return routes


def _record_of(key: CommandKey | None) -> CommandRecord | None:
    if key is None:
        return None
    return CommandRecord(command_id=key.command_id, fingerprint=key.fingerprint, response=b"")


async def _wanted(mover: SandboxMover, body: MoveClock) -> datetime | timedelta:
    if body.to is None:
        return timedelta(seconds=body.advance_s or 0)
    if body.to > await mover.own.table.now() + LONGEST:
        raise Problem(
            422, "too-far-ahead", "Too far ahead", f"One move is {LONGEST.days} days at most."
        )
    return body.to


def _not_forward(now: datetime) -> Problem:
    return Problem(
        409,
        "clock-goes-forward-only",
        "The clock goes forward only",
        "It is there already, or moves beyond it.",
        more={"now": now.isoformat().replace("+00:00", "Z")},
    )


async def _answer(mover: SandboxMover) -> SandboxClockAnswer:
    # The goal before the services: one that is forgotten meanwhile was reached.
    goal = await mover.own.table.goal()
    seen = await mover.look()
    services = [_clock_of(seen, name) for name in FOLLOWS]
    return SandboxClockAnswer(
        now=seen.readings["intake"].now,
        moves_to=goal,
        caught_up=goal is None and all(one.caught_up for one in services),
        services=services,
    )


def _clock_of(seen: Round, name: str) -> ClockOfService:
    reading = seen.readings.get(name)
    return ClockOfService(
        service=name,
        now=reading and reading.now,
        caught_up=reading is not None and seen.has_caught_up(name),
    )
