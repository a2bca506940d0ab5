"""Chooses the broker of the local system, and restarts its database or broker when one dies."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, get_args

from events.cancellation import end_if_cancelled
from local_stack.apache_kafka import KEEPING, ApacheKafkaServer
from local_stack.broker_server import BrokerServer
from local_stack.server_process import BrokerProcess

BrokerKind: TypeAlias = Literal["embedded", "kafka"]
BROKER_KINDS: tuple[BrokerKind, ...] = get_args(BrokerKind)

_LOOK_EVERY_S = 0.2
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 10.0


class Server(Protocol):
    """A third-party server that runs as one process on a port that it keeps."""

    @property
    def pid(self) -> int: ...

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs, or was stopped on purpose."""
        ...

    def start(self) -> None: ...


def local_broker(kind: BrokerKind, folder: Path) -> BrokerProcess:
    """Make the chosen broker: `embedded` keeps its topics in memory, `kafka` in the folder.

    It is not started yet; starting raises RuntimeError, of which NoApacheKafka is one.
    """
    if kind == "kafka":
        return ApacheKafkaServer(folder / "kafka", KEEPING)
    return BrokerServer(folder / "broker")


async def keep_server_alive(
    name: str,
    server: Server,
    started: Callable[[str, int], None],
    say: Callable[[str], None],
) -> None:
    """Restart the server each time it dies, until cancelled; `started` gets its process id."""
    pause_s = _FIRST_PAUSE_S
    while True:
        end_if_cancelled()
        await asyncio.sleep(_LOOK_EVERY_S)
        code = server.exit_code
        if code is None:
            pause_s = _FIRST_PAUSE_S
            continue
        say(f"{name} ended with code {code}; starting it again")
        try:
            await _in_thread(server.start)
        except (RuntimeError, OSError) as problem:
            # After a kill its children may hold its memory for a moment longer.
            say(f"{name} did not start: {problem}")
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        else:
            started(name, server.pid)
            say(f"{name} runs again")


async def _in_thread(start: Callable[[], None]) -> None:
    """Run to the end even if cancelled.

    Whoever cancels stops the server next, and must not meet a start that is half done.
    """
    work = asyncio.ensure_future(asyncio.to_thread(start))
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise
