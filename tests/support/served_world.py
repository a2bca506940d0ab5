"""The four services on ports of their own, in a thread of this process, with a small story behind
them; for tests that ask over HTTP what any client may ask."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import uvicorn
from fastapi import FastAPI

from tests.stories.world import World, world_at
from webapi.guarded_protocol import ConnectionLimits, limited
from webapi.rate_limits import RateLimits
from webapi.serving import bind

_PATIENCE_S = 60
_PAUSE_S = 0.2
_NO_LIMIT = 1_000_000
_BUDGETS = ("calls_per_minute", "urgent_calls_per_minute")


@dataclass
class ServedWorld:
    """Where each service listens, by the name of its package."""

    world: World
    addresses: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def served_world(
    instant: datetime,
    dsn: str,
    play: Callable[[World], Awaitable[None]],
    *,
    steps: bool = False,
) -> Iterator[ServedWorld]:
    """Serve a world in which something was played, until the block ends.

    No budget of calls ends. `steps`: what one service says, the others hear meanwhile.
    """
    served: list[ServedWorld] = []
    ready, over = threading.Event(), threading.Event()

    async def run() -> None:
        async with AsyncExitStack() as stack:
            world = await stack.enter_async_context(world_at(instant, dsn))
            await play(world)
            for app in world.apps.values():
                # One caller asks more here than a day's worth.
                app.state.rate_limits = RateLimits(
                    world.settings.model_copy(update=dict.fromkeys(_BUDGETS, _NO_LIMIT))
                )
            addresses = {
                name: await stack.enter_async_context(_Listening(app))
                for name, app in world.apps.items()
            }
            served.append(ServedWorld(world, addresses))
            stepping = asyncio.ensure_future(_step_on(world)) if steps else None
            ready.set()
            await asyncio.to_thread(over.wait)
            if stepping is not None:
                stepping.cancel()
                await asyncio.wait([stepping])

    failure: list[BaseException] = []

    def in_thread() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:  # noqa: BLE001  # told to the test's own thread
            failure.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=in_thread, name="served-world", daemon=True)
    thread.start()
    try:
        assert ready.wait(_PATIENCE_S), "the services did not start in time"
        if failure:
            raise failure[0]
        yield served[0]
    finally:
        over.set()
        thread.join(_PATIENCE_S)


async def _step_on(world: World) -> None:
    while True:
        await world.run_until_idle()
        await asyncio.sleep(_PAUSE_S)


class _Listening:
    """A server of an app on a free port, in the loop that enters it."""

    def __init__(self, app: FastAPI) -> None:
        self._listener = bind("127.0.0.1", 0)
        http = limited(ConnectionLimits())
        config = uvicorn.Config(app, http=http, ws="none", log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)

    async def __aenter__(self) -> str:
        self._task = asyncio.ensure_future(self._server.serve([self._listener]))
        port: int = self._listener.getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._task
