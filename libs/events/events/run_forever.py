"""The loop that every background task of a service runs in: a step, a pause, and the next step."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NoReturn

from events.cancellation import end_if_cancelled, reject_stray_cancellation
from events.clock import Clock
from events.errors import Retryable
from events.log_actions import log_action
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from events.wait_for import wait_for

_LONGEST_PAUSE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a loop does about trouble that passes.

    It waits for `pause_s` seconds, twice as long each time in a row, `longest_pause_s` at most.
    Before that, `let_go` may let go of what broke. The errors in `tolerated` count as such trouble.
    """

    pause_s: float
    longest_pause_s: float = _LONGEST_PAUSE_S
    let_go: Callable[[], Awaitable[None]] | None = None
    tolerated: tuple[type[Exception], ...] = ()

    def pause_after(self, troubles: int) -> float:
        """Return the seconds to wait after so many troubles in a row."""
        return min(self.pause_s * 2.0 ** min(troubles - 1, 10), self.longest_pause_s)


def passes(error: BaseException) -> bool:
    """Return whether trouble passes by itself, so that the same step is worth trying again."""
    return isinstance(error, Retryable) or database_is_gone(error)


async def run_forever(
    name: str,
    step: Callable[[], Awaitable[int | None]],
    *,
    clock: Clock,
    idle_s: float | Callable[[], float],
    recovery: Recovery,
    wake: asyncio.Event | None = None,
) -> NoReturn:
    """Run a step again and again, until cancelled.

    After a step that returns a number above 0 (it did something) the next follows at once. After
    any other the loop waits for `idle_s` seconds, or until `wake` is set. The loop clears `wake`
    before a step, so whoever sets it during the step is not missed.

    Trouble that passes (see `passes`), a library's stray cancellation and what `recovery` tolerates
    are logged as `loop-held-up` with the loop's name; then the loop goes on as `recovery` says. Any
    other error ends it.
    """
    troubles = 0
    while True:
        end_if_cancelled()
        if wake is not None:
            wake.clear()
        try:
            with reject_stray_cancellation(f"a step of {name}"):
                done = await step()
        except (Retryable, *DATABASE_ERRORS, *recovery.tolerated) as trouble:
            if not passes(trouble) and not isinstance(trouble, recovery.tolerated):
                raise
            troubles += 1
            _log_trouble(name, trouble, troubles)
            if recovery.let_go is not None:
                await recovery.let_go()
            await clock.sleep(recovery.pause_after(troubles))
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
