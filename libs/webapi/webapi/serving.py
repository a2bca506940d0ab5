"""Runs a service: its API and background loops together, and an orderly stop."""

import asyncio
import gc
import signal
import socket
import sys
import zoneinfo
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from events.store.connection import Pool
from webapi.guarded_protocol import ConnectionLimits, limited
from webapi.settings import ServiceSettings

Background = Callable[[], Awaitable[None]]
"""A loop of a service: it runs until it is cancelled."""

_log = structlog.get_logger(__name__)

_LAST_MOMENT_S = 1.0
_COLLECT_AFTER = (20_000, 20, 20)
"""Thresholds for `gc.set_threshold`."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run(main: Coroutine[None, None, int]) -> int:
    """Run a service's main coroutine on uvloop; return its exit code."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


async def serve(
    app: FastAPI, settings: ServiceSettings, background: Sequence[Background] = ()
) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code.

    0; 1 if the API or a loop ended by itself; 2 if the port is taken. On a stop no more connections
    are accepted, open requests get `grace_s` seconds to end, then the loops are cancelled and get
    as long. A second signal does not wait for requests. A loop that ends by itself, however, stops
    the service.
    """
    try:
        listener = bind(settings.host, settings.port)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        # For the operator, who need not look into a log for it.
        print(f"cannot listen on {where}: {_reason(error)}", file=sys.stderr)  # noqa: T201
        return 2
    server = _server(app, settings)
    tune_collector()
    # The port is bound before anything starts: a service whose port is taken must not run its
    # loops.
    with listener, _stop_on_signals(server) as stop_request:
        return await _run(server, listener, background, stop_request)


def tune_collector() -> None:
    """Run the cyclic collector less often: modules live for ever, and batches free themselves.

    With the defaults it took a third of the relay's CPU time.
    """
    gc.collect()
    # After a full collection, so that no garbage is kept for ever with the modules.
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


async def close_in_time(
    close: Callable[[], Awaitable[None]], pool: Pool, settings: ServiceSettings
) -> None:
    """Close everything within `grace_s` seconds.

    Whatever takes longer waits for a database that does not answer, so its connections are cut.
    """
    closing = asyncio.ensure_future(close())
    await asyncio.wait([closing], timeout=settings.grace_s)
    if closing.done():
        return closing.result()
    _log.error("closing-took-too-long", grace_s=settings.grace_s)
    pool.terminate()
    closing.cancel()
    await asyncio.wait([closing], timeout=_LAST_MOMENT_S)
    return None


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


class _Server(uvicorn.Server):
    """uvicorn's server without its own signal handling: `serve` stops it when its turn has come."""

    def __init__(self, config: uvicorn.Config, grace_s: float) -> None:
        super().__init__(config)
        self.grace_s = grace_s

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `serve`."""
        yield


def _server(app: FastAPI, settings: ServiceSettings) -> _Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        # Longer than proxies and clients keep an idle connection (a minute, mostly): whoever closes
        # first must be the one who would send next, or a request meets a closed door.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=max(1, round(settings.grace_s)),
        ws="none",
        http=limited(ConnectionLimits(connections=settings.connections_at_most)),
    )
    return _Server(config, settings.grace_s)


@contextmanager
def _stop_on_signals(server: _Server) -> Iterator[asyncio.Event]:
    loop, stop_request = asyncio.get_running_loop(), asyncio.Event()

    def ask() -> None:
        # Set by the first signal: this is the second.
        server.force_exit = stop_request.is_set()
        stop_request.set()

    for number in _SIGNALS:
        loop.add_signal_handler(number, ask)
    try:
        yield stop_request
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def _run(
    server: _Server,
    listener: socket.socket,
    background: Sequence[Background],
    stop_request: asyncio.Event,
) -> int:
    api = asyncio.create_task(server.serve([listener]), name="api")
    loops = [asyncio.create_task(_awaited(loop), name=_name(loop)) for loop in background]
    stop = asyncio.create_task(stop_request.wait(), name="stop")
    host, port = listener.getsockname()[:2]
    _log.info("serving", host=host, port=port, zone_data=_zone_data())
    try:
        await asyncio.wait([api, stop, *loops], return_when=asyncio.FIRST_COMPLETED)
        # Looked at before the stop, which ends all of them.
        too_soon = {task for task in (api, *loops) if task.done()}
    finally:
        stop.cancel()
        await _stop_in_order(server, api, loops)
    return 1 if [task for task in (api, *loops) if _went_wrong(task, task in too_soon)] else 0


async def _stop_in_order(
    server: _Server, api: asyncio.Task[None], loops: Sequence[asyncio.Task[None]]
) -> None:
    _log.info("stopping")
    server.should_exit = True
    # The API first: a request that is under way may still wait for a loop, such as the one that
    # writes.
    await asyncio.wait([api], timeout=server.grace_s + 5)
    for loop in loops:
        loop.cancel()
    if loops:
        await asyncio.wait(loops, timeout=server.grace_s)


def _went_wrong(task: asyncio.Task[None], too_soon: bool) -> bool:
    if not task.done():
        _log.error("would-not-stop", task=task.get_name())
        return True
    if task.cancelled():
        if too_soon:
            _log.error(
                "task-was-cancelled",
                task=task.get_name(),
                reason="nobody asked for it: a library did",
            )
        return too_soon
    if error := task.exception():
        _log.error("task-died", task=task.get_name(), exc_info=error)
        return True
    if too_soon:
        _log.error("task-ended-by-itself", task=task.get_name())
    return too_soon


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).partition(" (while")[0]


async def _awaited(loop: Background) -> None:
    await loop()


def _name(loop: Background) -> str:
    return str(getattr(loop, "__qualname__", type(loop).__name__))


def _zone_data() -> str:
    """Return where this process has its time zones from: the wheel, where no other place is set."""
    return "the machine's" if zoneinfo.TZPATH else f"tzdata {version('tzdata')}"
