"""Counts what each identity asks for, so that one that asks without end does not stop the others.

Each process counts by itself: with three instances behind a balancer an identity has up to three
times the budget. That is enough against a client that runs wild, which is what it is for, and needs
no store on the way of every request.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from typing import Literal, TypeAlias

from fastapi import FastAPI, Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events.clock import Clock, SystemClock
from webapi.metrics import metrics_of
from webapi.problems import Problem
from webapi.settings import ServiceSettings
from webapi.tokens import Identity

Budget = Literal["calls", "urgent"]
IsUrgent: TypeAlias = Callable[[Request], Awaitable[bool]]
"""Returns whether a request is paid from the budget of urgent calls."""

WINDOW_S = 60
_SPENT = "tocsin.spent"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a call left of a budget: of `quota` calls a minute, `left`, until `resets_in_s`."""

    budget: Budget
    quota: int
    left: int
    resets_in_s: int
    is_over: bool

    def headers(self) -> dict[str, str]:
        """Return the headers that tell a client, by the IETF's draft of RateLimit fields."""
        return {
            "RateLimit-Policy": f'"{self.budget}";q={self.quota};w={WINDOW_S}',
            "RateLimit": f'"{self.budget}";r={self.left};t={self.resets_in_s}',
        }


async def nothing_is_urgent(request: Request) -> bool:
    """Return False: a service without urgent calls."""
    del request
    return False


class RateLimits:
    """The budgets of all identities, in this process' memory.

    A budget is full again when its minute is over, which begins with its first call. So a client
    that is refused knows to the second when it may go on.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        *,
        is_urgent: IsUrgent = nothing_is_urgent,
        clock: Clock | None = None,
    ) -> None:
        self._clock, self._is_urgent = clock or SystemClock(), is_urgent
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._items: dict[Budget, RateLimitItem] = {
            "calls": RateLimitItemPerMinute(settings.calls_per_minute),
            "urgent": RateLimitItemPerMinute(settings.urgent_calls_per_minute),
        }

    async def spend(self, request: Request, identity: Identity) -> Spent:
        """Count the request against one of the identity's budgets; return what is left of it."""
        budget: Budget = "urgent" if await self._is_urgent(request) else "calls"
        item = self._items[budget]
        # The same subject may come with another role or customer, by another issuer's token.
        whose = repr((identity.role, identity.customer_id, identity.subject))
        within = await self._limiter.hit(item, budget, whose)
        window = await self._limiter.get_window_stats(item, budget, whose)
        seconds = ceil(window.reset_time - self._clock.now().timestamp())
        return Spent(
            budget=budget,
            quota=item.amount,
            left=window.remaining,
            # The minute may end between the two: 0 would tell a client to come back at once.
            resets_in_s=max(1, seconds),
            is_over=not within,
        )


class RateLimitMiddleware:
    """Tells in every answer to somebody known what is left of the budget."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # A list, which what is inside appends to: routing may copy the scope.
        spent: list[Spent] = []
        scope[_SPENT] = spent

        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and spent:
                MutableHeaders(scope=message).update(spent[-1].headers())
            await send(message)

        await self._app(scope, receive, add_headers)


async def spend_budget(request: Request, identity: Identity) -> None:
    """Count the request against the identity's budget. Raises 429 where it is used up."""
    ledger = request.scope.get(_SPENT)
    assert isinstance(ledger, list), "RateLimitMiddleware sets it"
    # Once a request: one with a bad body is asked a second time who sends it.
    if ledger:
        return
    spent = await limits_of(request.app).spend(request, identity)
    ledger.append(spent)
    if spent.is_over:
        metrics_of(request.app).count("tocsin_calls_over_budget_total", budget=spent.budget)
        raise too_many_calls(spent)


def too_many_calls(spent: Spent) -> Problem:
    """Return 429, with when to come back."""
    return Problem(
        429,
        "too-many-calls",
        "Too many calls",
        f"There are {spent.quota} a minute; go on in {spent.resets_in_s} s.",
        headers={"Retry-After": str(spent.resets_in_s)},
    )


def limits_of(app: FastAPI) -> RateLimits:
    """Return the budgets that `make_app` gave this app."""
    limits = app.state.rate_limits
    assert isinstance(limits, RateLimits), "make_app sets it"
    return limits
