"""Brakes who guesses: beyond so many refused tokens or links a minute, an address is told to wait.

Only what is refused is counted, and only what is refused is braked: whoever shows a good token from
the same address (an office, a proxy that is not trusted) is let in as ever. A token that was good
and has ended is no guess: its client is told so, and renews it. So nobody can lock others out.
"""

from math import ceil

import structlog
from fastapi import FastAPI
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.requests import Request

from events.clock import Clock, SystemClock
from webapi.metrics import metrics_of
from webapi.network import client_network, mark_of
from webapi.problems import Problem

TOO_MANY_REFUSED = "too-many-refused"

_REFUSED, _LOGGED = "refused", "logged"
_log = structlog.get_logger(__name__)


class RefusalBrake:
    """How often each address was refused in its minute, in this process' memory."""

    def __init__(self, per_minute: int, *, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)
        self._once = RateLimitItemPerMinute(1)

    async def is_on(self, network: str) -> bool:
        """Return whether one more refusal would be too many."""
        return not await self._limiter.test(self._item, _REFUSED, network)

    async def wait_s(self, network: str) -> int | None:
        """Count one more refusal; return for how long to wait, None where it was not too many."""
        if await self._limiter.hit(self._item, _REFUSED, network):
            return None
        if await self._limiter.hit(self._once, _LOGGED, network):
            _log.warning("refusals-braked", client=mark_of(network))
        window = await self._limiter.get_window_stats(self._item, _REFUSED, network)
        return max(1, ceil(window.reset_time - self._clock.now().timestamp()))


async def is_braked(request: Request) -> bool:
    """Return whether the client's address was refused too often in this minute."""
    network = client_network(request)
    return network is not None and await brake_of(request.app).is_on(network)


async def count_refusal(request: Request) -> str | None:
    """Count that the client's token or link was refused; return the client's mark for the log.

    Raises 429 where there were too many: then there is no line in the log for each of them.
    """
    network = client_network(request)
    wait_s = None if network is None else await brake_of(request.app).wait_s(network)
    if wait_s is not None:
        metrics_of(request.app).count("tocsin_refusals_braked_total")
        raise _too_many(wait_s)
    return client_mark(request)


def client_mark(request: Request) -> str | None:
    """Return the mark by which the log names the client's address, None where it has none."""
    network = client_network(request)
    return None if network is None else mark_of(network)


def brake_of(app: FastAPI) -> RefusalBrake:
    """Return the brake that `make_app` gave this app."""
    brake = app.state.refusal_brake
    assert isinstance(brake, RefusalBrake), "make_app sets it"
    return brake


def _too_many(wait_s: int) -> Problem:
    return Problem(
        429,
        TOO_MANY_REFUSED,
        "Too many refused",
        f"Too many tokens or links from this address were not valid; go on in {wait_s} s.",
        headers={"Retry-After": str(wait_s)},
    )
