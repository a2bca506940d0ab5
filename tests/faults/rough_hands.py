"""Hands that kill, stop, freeze, cut and slow down whatever runs, at random and side by side, and
bring it back."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from signal import SIGCONT, SIGKILL, SIGSTOP

from local_stack.postgres_server import PostgresServer
from local_stack.server_process import BrokerProcess
from tests.faults.fleet import Fleet
from tests.faults.kafka_proxy import KafkaProxy
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.test_database_crash import crash

_LOOK_EVERY_S = 0.5


@dataclass
class RoughHands:
    """What can be hurt. `done` counts what was done to it."""

    ships: Fleet
    services: tuple[str, ...]
    broker: BrokerProcess
    broker_wire: KafkaProxy
    postgres: PostgresServer
    dice: random.Random
    done: Counter[str] = field(default_factory=Counter)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, seconds: float) -> None:
        """Hurt services and servers side by side for so long, then let everything heal."""
        keeping = asyncio.create_task(self._keep_running())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds), asyncio.TaskGroup() as hands:
                    hands.create_task(self._hurt(self._service_faults()))
                    hands.create_task(self._hurt(self._server_faults()))
            await self._heal()
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
        for service in self.services:
            if not self.ships.runs(service) or service in self.ships.ended():
                await self._start_again(service)

    def _service_faults(self) -> "Faults":
        return {
            "service killed": self._kill_service,
            "service stopped": self._stop_service,
            "service frozen": self._freeze_service,
        }

    def _server_faults(self) -> "Faults":
        return {
            "broker killed": self._kill_broker,
            "broker frozen": self._freeze_broker,
            "broker cut off": lambda: self._cut(self.broker_wire),
            "broker slow": lambda: self._slow(self.broker_wire),
            "database crashed": self._crash_database,
            "database cut off": lambda: self._cut(self.ships.database),
            "database silent": self._silence_database,
            "database slow": lambda: self._slow(self.ships.database),
        }

    async def _hurt(self, faults: "Faults") -> None:
        """Do one after the other; each ends as it began, also where the time is over."""
        while True:
            await asyncio.sleep(self.dice.uniform(0.5, 4))
            name = self.dice.choice(sorted(faults))
            task = asyncio.create_task(self._note(name, faults[name]))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            await asyncio.shield(task)

    async def _note(self, name: str, fault: Callable[[], Awaitable[None]]) -> None:
        await fault()
        self.done[name] += 1

    async def _heal(self) -> None:
        """Wait until what was under way has ended, as it does by itself."""
        await asyncio.gather(*self._under_way)

    async def _keep_running(self) -> None:
        """Start again what has ended by itself, as a supervisor does."""
        while True:
            for service in self.ships.ended():
                await self._start_again(service)
                self.done["service started again by its supervisor"] += 1
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _start_again(self, service: str) -> None:
        if self.ships.runs(service):
            await self.ships.kill(service)
        await self.ships.begin(service)

    def _one_that_runs(self) -> str:
        return self.dice.choice([one for one in self.services if self.ships.runs(one)])

    async def _kill_service(self) -> None:
        service = self._one_that_runs()
        await self.ships.kill(service)
        await asyncio.sleep(self.dice.uniform(0, 6))
        await self.ships.begin(service)

    async def _stop_service(self) -> None:
        service = self._one_that_runs()
        await self.ships.stop(service)
        await asyncio.sleep(self.dice.uniform(0, 2))
        await self.ships.begin(service)

    async def _freeze_service(self) -> None:
        service = self._one_that_runs()
        self.ships.signal(service, SIGSTOP)
        await asyncio.sleep(self.dice.choice((1, 3, 6, 12)))
        if self.ships.runs(service):
            self.ships.signal(service, SIGCONT)

    async def _kill_broker(self) -> None:
        os.kill(self.broker.pid, SIGKILL)
        await asyncio.to_thread(self.broker.stop)
        await asyncio.sleep(self.dice.uniform(0, 4))
        await asyncio.to_thread(self.broker.start)

    async def _freeze_broker(self) -> None:
        os.kill(self.broker.pid, SIGSTOP)
        await asyncio.sleep(self.dice.uniform(1, 8))
        os.kill(self.broker.pid, SIGCONT)

    async def _crash_database(self) -> None:
        await asyncio.to_thread(crash, self.postgres)

    async def _cut(self, wire: TcpProxy) -> None:
        wire.refuse()
        await asyncio.sleep(self.dice.uniform(0, 5))
        wire.let_through()

    async def _silence_database(self) -> None:
        self.ships.database.swallow()
        await asyncio.sleep(self.dice.uniform(1, 6))
        # What was swallowed is lost, so no connection can go on.
        self.ships.database.cut()
        self.ships.database.let_through()

    async def _slow(self, wire: TcpProxy) -> None:
        wire.delay_s = self.dice.uniform(0.02, 0.3)
        await asyncio.sleep(self.dice.uniform(2, 6))
        wire.let_through()


Faults = Mapping[str, Callable[[], Awaitable[None]]]
