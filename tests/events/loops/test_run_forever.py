"""A background task steps until it is cancelled, and only trouble that passes is tried again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import asyncpg
import pytest
from structlog.testing import capture_logs

from events.clock import MovableClock
from events.errors import EventAlreadyRecorded, StoreUnavailable
from events.run_forever import Recovery, run_forever

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AT_MOST_S = 30.0


class EndOfTest(Exception):
    """The last step of a script."""


class Pauses(MovableClock):
    """A clock that notes how long it was asked to sleep."""

    def __init__(self) -> None:
        super().__init__(NOON)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Note it, and give way once."""
        self.slept.append(seconds)
        await asyncio.sleep(0)


def script(*outcomes: int | BaseException | None) -> Callable[[], Awaitable[int | None]]:
    """Return a step that has these outcomes, one a call, and ends the loop after the last."""
    left = [*outcomes, EndOfTest()]

    async def step() -> int | None:
        outcome = left.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    return step


async def pauses(*outcomes: int | BaseException | None, idle_s: float = 7.0) -> list[float]:
    """Return how long the loop sleeps after each of these outcomes."""
    clock = Pauses()
    with pytest.raises(EndOfTest):
        await run_forever(
            "testing",
            script(*outcomes),
            clock=clock,
            idle_s=lambda: idle_s,
            recovery=Recovery(pause_s=0.5),
        )
    return clock.slept


async def test_steps_at_once_after_work_and_waits_when_idle() -> None:
    assert await pauses(1, 3, 0, None) == [0, 0, 7.0, 7.0]


async def test_waits_twice_as_long_after_each_trouble_in_a_row() -> None:
    gone = StoreUnavailable("gone")
    assert await pauses(gone, gone, gone, 1, gone) == [0.5, 1.0, 2.0, 0, 0.5]


async def test_never_waits_for_longer_than_half_a_minute() -> None:
    troubles = [StoreUnavailable("gone") for _ in range(20)]
    assert max(await pauses(*troubles)) == 30.0


@pytest.mark.parametrize(
    "trouble",
    [
        StoreUnavailable("gone"),
        ConnectionResetError("gone"),
        asyncpg.AdminShutdownError("terminating connection"),
        asyncpg.InterfaceError("connection is closed"),
        asyncio.CancelledError("a library gave its own work up"),
    ],
    ids=repr,
)
async def test_goes_on_after_trouble_that_passes_and_logs_it_once(trouble: BaseException) -> None:
    with capture_logs() as lines:
        assert await pauses(trouble) == [0.5]
    [line] = lines
    assert (line["event"], line["loop"], line["times"]) == ("loop-held-up", "testing", 1)


@pytest.mark.parametrize(
    "bug",
    [
        ValueError("a bug"),
        asyncpg.UndefinedTableError("no such table"),
        asyncpg.InterfaceError("cannot encode: 'connection is closed' is not a number"),
        EventAlreadyRecorded("twice"),
    ],
    ids=repr,
)
async def test_ends_with_any_other_error(bug: Exception) -> None:
    with pytest.raises(type(bug)):
        await run_forever(
            "testing", script(bug), clock=Pauses(), idle_s=1.0, recovery=Recovery(pause_s=1.0)
        )


async def test_goes_on_after_an_error_that_its_caller_tolerates() -> None:
    clock, step = Pauses(), script(EventAlreadyRecorded("twice"))
    with pytest.raises(EndOfTest):
        await run_forever(
            "testing",
            step,
            clock=clock,
            idle_s=1.0,
            recovery=Recovery(pause_s=2.0, tolerated=(EventAlreadyRecorded,)),
        )
    assert clock.slept == [2.0]


async def test_lets_its_caller_let_go_of_what_broke() -> None:
    let_go: list[str] = []

    async def close() -> None:
        let_go.append("closed")

    gone = StoreUnavailable("gone")
    with pytest.raises(EndOfTest):
        await run_forever(
            "testing",
            script(gone, 1),
            clock=Pauses(),
            idle_s=1.0,
            recovery=Recovery(pause_s=1.0, let_go=close),
        )
    assert let_go == ["closed"]


async def test_a_wake_ends_the_wait_also_one_that_came_during_the_step() -> None:
    wake, steps = asyncio.Event(), 0

    async def step() -> int:
        nonlocal steps
        steps += 1
        if steps == 1:
            wake.set()
        if steps == 2:
            asyncio.get_running_loop().call_soon(wake.set)
        if steps == 3:
            raise EndOfTest
        return 0

    async with asyncio.timeout(AT_MOST_S):
        with pytest.raises(EndOfTest):
            await run_forever(
                "testing",
                step,
                clock=Pauses(),
                idle_s=60.0,
                wake=wake,
                recovery=Recovery(pause_s=1.0),
            )


async def test_ends_when_cancelled_though_there_is_always_work() -> None:
    async def busy() -> int:
        return 1

    loop = asyncio.ensure_future(
        run_forever("testing", busy, clock=Pauses(), idle_s=1.0, recovery=Recovery(pause_s=1.0))
    )
    await asyncio.sleep(0)
    loop.cancel()
    async with asyncio.timeout(AT_MOST_S):
        with pytest.raises(asyncio.CancelledError):
            await loop


async def test_ends_when_a_library_swallowed_the_cancellation() -> None:
    inside = asyncio.Event()

    async def deaf() -> int:
        inside.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return 1
        return 0

    loop = asyncio.ensure_future(
        run_forever("testing", deaf, clock=Pauses(), idle_s=1.0, recovery=Recovery(pause_s=1.0))
    )
    await inside.wait()
    loop.cancel()
    async with asyncio.timeout(AT_MOST_S):
        with pytest.raises(asyncio.CancelledError):
            await loop
