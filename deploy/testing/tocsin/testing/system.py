"""Starts the whole of Tocsin in a sandbox, and gives a test its addresses, tokens and clock."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, Literal, TypeAlias, get_args

import httpx

from events.clock import SystemClock
from local_stack.broker_server import BrokerServer
from local_stack.demo_vendor import DemoVendor
from local_stack.postgres_server import PostgresServer
from local_stack.stack import Addresses, addresses_on, serving
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token
from webapi.tokens import Role

ServersKind: TypeAlias = Literal["embedded", "container"]
Servers: TypeAlias = tuple[str, str]
"""The database's address, and the broker's."""

_CLOCK: Final = "/v1/sandbox/clock"
_LOOK_EVERY_S: Final = 0.05


class DidNotCatchUp(Exception):
    """A service has not done in time what was due; the message says which."""


@dataclass(frozen=True, slots=True)
class TocsinSystem:
    """A running system. `url` is intake's, where a client begins.

    Its customers are `harbor-foods` (Silver, contact `ines`), `meridian-motors` (Gold, `ada`) and
    `lakeside-health` (Platinum, `mei`).
    """

    addresses: Addresses
    folder: StateFolder

    @property
    def url(self) -> str:
        """Intake's base address."""
        return self.addresses.of("intake")

    @property
    def urls(self) -> Mapping[str, str]:
        """The base address of each service: intake, sla-clock, notifier, reporting."""
        return {name.replace("_", "-"): self.addresses.of(name) for name in self.addresses.ports}

    def token(
        self, role: Role, *, customer_id: str | None = None, user_id: str | None = None
    ) -> str:
        """Return a bearer token, good for twelve hours of the real time.

        A contact needs `customer_id` and `user_id`.
        """
        return local_token(self.folder, role, customer_id=customer_id, user_id=user_id)

    def now(self) -> datetime:
        """Return the system's time."""
        return _instant(self._clock()["now"])

    def move(
        self,
        *,
        by: timedelta | None = None,
        to: datetime | None = None,
        timeout_s: float = 120.0,
    ) -> datetime:
        """Move the system's time forward, and return it when all services have caught up.

        Raises httpx.HTTPStatusError for a move that is none, and DidNotCatchUp.
        """
        body: dict[str, object] = {}
        if by is not None:
            body["advance_s"] = round(by.total_seconds())
        if to is not None:
            body["to"] = to.isoformat()
        self._ask("POST", body)
        return self.wait_until_caught_up(timeout_s)

    def wait_until_caught_up(self, timeout_s: float = 120.0) -> datetime:
        """Wait until every service has done all that is due, and return the time then.

        Also after something was written: what follows from it is in all services then. Raises
        DidNotCatchUp.
        """
        until = monotonic() + timeout_s
        while True:
            clock = self._clock()
            if clock["caught_up"]:
                return _instant(clock["now"])
            if monotonic() > until:
                late = [one["service"] for one in clock["services"] if not one["caught_up"]]
                raise DidNotCatchUp(f"not within {timeout_s:g} s: {', '.join(late) or 'intake'}")
            sleep(_LOOK_EVERY_S)

    def _clock(self) -> Any:
        return self._ask("GET", None)

    def _ask(self, method: str, body: object) -> Any:
        headers = {"Authorization": f"Bearer {self.token('admin')}"}
        address = f"{self.url}{_CLOCK}"
        answer = httpx.request(
            method, address, json=body, headers=headers, timeout=30, trust_env=False
        )
        answer.raise_for_status()
        return answer.json()


def servers_kind(name: str) -> ServersKind:
    """Return the kind of that name. Raises ValueError."""
    for kind in get_args(ServersKind):
        if kind == name:
            known: ServersKind = kind
            return known
    raise ValueError(f"{name!r} is none of {', '.join(get_args(ServersKind))}")


@contextmanager
def tocsin_running(folder: Path, kind: ServersKind = "embedded") -> Iterator[TocsinSystem]:
    """Run the whole system until the block ends, with a small vendor in it.

    Everything lies in `folder`, which may be thrown away. Raises RuntimeError and DidNotStart.
    """
    state = StateFolder(folder)
    state.acquire()
    # Between its start and its end the loop stands still: the services are processes of their own.
    with _servers(kind, folder) as (database, broker), asyncio.Runner() as runner:
        addresses = addresses_on(database, broker, "movable")
        stack = AsyncExitStack()
        try:
            runner.run(_begin(stack, state, addresses))
            yield TocsinSystem(addresses, state)
        finally:
            runner.run(stack.aclose())


async def _begin(stack: AsyncExitStack, state: StateFolder, addresses: Addresses) -> None:
    await stack.enter_async_context(serving(state, addresses, _nobody_reads_it))
    today: date = SystemClock().now().date()
    await DemoVendor(addresses, state, today).load()


def _nobody_reads_it(_step: str) -> None:
    """Take no note of a step of the start."""


@contextmanager
def _servers(kind: ServersKind, folder: Path) -> Iterator[Servers]:
    if kind == "container":
        # Only here: the embedded servers need none of what containers are run with.
        from tocsin.testing.containers import (  # noqa: PLC0415
            kafka_container,
            postgres_container,
        )

        with postgres_container() as database, kafka_container() as broker:
            yield database, broker
        return
    with (
        PostgresServer(folder / "postgres", durable=False) as postgres,
        BrokerServer(folder / "broker") as embedded,
    ):
        yield postgres.dsn(), embedded.bootstrap_servers


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
