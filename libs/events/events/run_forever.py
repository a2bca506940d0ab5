"""The loop that every background task of a service runs in: a step, a pause, and the next step."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn

from events.cancellation import end_if_cancelled, reject_stray_cancellation
from events.clock import Clock
from events.errors import Retryable
from events.log_actions import log_action
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from events.wait_for import wait_for

_LONGEST_BACK_OFF_S = 30.0


def passes(error: BaseException) -> bool:
    """Return whether trouble passes by itself, so that the same step is worth trying again."""
    return isinstance(error, Retryable) or database_is_gone(error)


async def run_forever(
    name: str,
    step: Callable[[], Awaitable[int | None]],
    *,
    clock: Clock,
    idle_s: float | Callable[[], float],
    back_off_s: float,
    back_off_at_most_s: float = _LONGEST_BACK_OFF_S,
    wake: asyncio.Event | None = None,
    on_trouble: Callable[[BaseException], Awaitable[None]] | None = None,
    tolerated: tuple[type[Exception], ...] = (),
) -> NoReturn:
    """Run a step again and again, until cancelled.

    After a step that returns a number above 0 (it did something) the next follows at once. After
    any other the loop waits for `idle_s` seconds, or until `wake` is set. The loop clears `wake`
    before a step, so whoever sets it during the step is not missed.

    Trouble that passes (see `passes`), a library's stray cancellation and the errors in `tolerated`
    are logged as `loop-held-up` with the loop's name. Then `on_trouble` may let go of what broke,
    and the loop waits for `back_off_s` seconds, twice as long each time in a row,
    `back_off_at_most_s` at most. Any other error ends the loop.
    """
    troubles = 0
    while True:
        end_if_cancelled()
        if wake is not None:
            wake.clear()
        try:
            with reject_stray_cancellation(f"a step of {name}"):
                done = await step()
        except (Retryable, *DATABASE_ERRORS, *tolerated) as trouble:
            if not passes(trouble) and not isinstance(trouble, tolerated):
                raise
            troubles += 1
            _log_trouble(name, trouble, troubles)
            if on_trouble is not None:
                await on_trouble(trouble)
            await clock.sleep(min(back_off_s * 2 ** min(troubles - 1, 10), back_off_at_most_s))
            continue
        troubles = 0
        pause_s = idle_s() if callable(idle_s) else idle_s
        if done:
            # Give way even when there is always something to do: a step that never waits would
            # starve the other loops, and no cancellation could reach it.
            await clock.sleep(0)
        elif wake is None:
            await clock.sleep(pause_s)
        else:
            await wait_for(wake, pause_s)


def _log_trouble(name: str, trouble: BaseException, times: int) -> None:
    kind = type(trouble).__name__
    log_action("loop-held-up", loop=name, error=kind, problem=str(trouble), times=times)
