"""A service stops in order, and does not live on without one of its loops.

Real processes, real signals.
"""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import pytest
from structlog.testing import capture_logs

from tests.support.sample_service import sample_app, sample_settings
from tests.webapi.served import dying, leaving, patient
from webapi.serving import Background, bind, run, serve


@dataclass
class Served:
    """A process that serves, and what it printed so far."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def until(self, text: str) -> str:
        """Read on until a line holds this."""
        assert self.process.stdout is not None
        while line := (await self.process.stdout.readline()).decode():
            self.lines.append(line)
            if text in line:
                return line
        raise AssertionError(f"never said {text!r}: {''.join(self.lines)}")

    async def ended(self) -> int:
        """Return its exit code, once it has ended."""
        assert self.process.stdout is not None
        self.lines.append((await self.process.stdout.read()).decode())
        return await self.process.wait()

    @property
    def text(self) -> str:
        """Return all that it said."""
        return "".join(self.lines)


Serving = Callable[..., Coroutine[None, None, Served]]


@asynccontextmanager
async def serving(loop: str = "patient", port: int = 0, grace: float = 5) -> AsyncIterator[Served]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.webapi.served",
        str(port),
        loop,
        str(grace),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Served(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def address(served: Served) -> str:
    line = json.loads(await served.until('"serving"'))
    await served.until("startup complete")
    return f"http://127.0.0.1:{line['port']}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    async with serving() as served:
        base = await address(served)
        async with httpx.AsyncClient(base_url=base, timeout=30) as client:
            assert (await client.get("/health/live")).status_code == 200
        served.process.send_signal(number)

        assert await served.ended() == 0
        assert served.text.index("stopping") < served.text.index("loop cancelled")


async def test_an_open_request_is_answered_before_the_loops_stop() -> None:
    async with serving() as served:
        base = await address(served)
        async with httpx.AsyncClient(base_url=base, timeout=30) as client:
            slow = asyncio.create_task(client.get("/slow", params={"ms": 400}))
            await served.until("slow began")
            served.process.send_signal(signal.SIGTERM)

            assert (await slow).json() == {"answer": "at last"}
        assert await served.ended() == 0
        assert served.text.index('"path": "/slow"') < served.text.index("loop cancelled")


async def test_a_request_that_takes_too_long_is_not_waited_for() -> None:
    async with serving(grace=1) as served:
        base = await address(served)
        async with httpx.AsyncClient(base_url=base, timeout=30) as client:
            slow = asyncio.create_task(client.get("/slow", params={"ms": 60_000}))
            await served.until("slow began")
            served.process.send_signal(signal.SIGTERM)

            assert await served.ended() == 0
            with pytest.raises(httpx.HTTPError):
                (await slow).raise_for_status()


async def test_a_second_signal_does_not_wait_for_requests() -> None:
    async with serving(grace=60) as served:
        base = await address(served)
        async with httpx.AsyncClient(base_url=base, timeout=30) as client:
            slow = asyncio.create_task(client.get("/slow", params={"ms": 60_000}))
            await served.until("slow began")
            served.process.send_signal(signal.SIGTERM)
            await served.until("stopping")
            served.process.send_signal(signal.SIGTERM)

            assert await served.ended() == 0
            await asyncio.gather(slow, return_exceptions=True)


async def test_a_loop_that_will_not_stop_is_named_and_left() -> None:
    async with serving("stubborn", grace=1) as served:
        await address(served)
        served.process.send_signal(signal.SIGTERM)

        line = await served.until("would-not-stop")
        assert "stubborn" in line


async def serve_here(*loops: Background, port: int = 0) -> int:
    settings = sample_settings(port=port, grace_s=1)
    return await serve(sample_app(settings=settings), settings, loops)


async def test_a_loop_that_dies_takes_the_service_with_it() -> None:
    with capture_logs() as lines:
        assert await serve_here(patient, dying) == 1

    [line] = [line for line in lines if line["event"] == "task-died"]
    assert (line["task"], type(line["exc_info"])) == ("dying", ValueError)


async def test_a_loop_that_just_ends_takes_the_service_with_it() -> None:
    with capture_logs() as lines:
        assert await serve_here(leaving) == 1

    assert "task-ended-by-itself" in [line["event"] for line in lines]


async def test_without_loops_it_serves_until_it_is_told_to_stop() -> None:
    async def stop() -> None:
        signal.raise_signal(signal.SIGTERM)
        await asyncio.Event().wait()

    assert await serve_here(stop) == 0


async def test_a_loop_that_will_not_be_cancelled_is_an_error() -> None:
    over = asyncio.Event()

    async def stop_but_stay() -> None:
        signal.raise_signal(signal.SIGTERM)
        while not over.is_set():
            with suppress(asyncio.CancelledError):
                await over.wait()

    assert await serve_here(stop_but_stay) == 1
    over.set()


async def test_a_port_that_is_taken_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert await serve_here(patient, port=port) == 2

    assert capsys.readouterr().err == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


async def test_a_host_that_is_not_there_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    settings = sample_settings(host="192.0.2.1", port=0)

    assert await serve(sample_app(), settings) == 2
    assert capsys.readouterr().err.startswith("cannot listen on 192.0.2.1:0: ")


def test_a_main_coroutine_runs_to_its_exit_code() -> None:
    async def main() -> int:
        return 7

    assert run(main()) == 7


def test_an_address_of_the_new_kind_can_be_listened_on() -> None:
    with bind("::1", 0) as listener:
        assert listener.family is socket.AF_INET6
