"""A whole Tocsin in one process: real Postgres, a broker in memory that can hold a topic back, and
a clock that the story moves.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import httpx
import msgspec
from fastapi import FastAPI
from pydantic import SecretStr

import intake.bootstrap
import notifier.bootstrap
import reporting.bootstrap
import sla_clock.bootstrap
from events.broker.memory_broker import MemoryBroker
from events.catalogue.on_call_events import ChannelKind
from events.catalogue.topics import TOPICS, WATERMARKS
from events.clock import MovableClock
from events.sealing.key_source import KeysOfMany
from events.sharding import DEFAULT_SHARDS
from intake.settings import OTHERS, IntakeSettings
from notifier.channels.channel import Delivered, Letter, NotNeeded, Outcome
from notifier.channels.webhook_channel import webhook_body
from notifier.settings import NotifierSettings
from reporting.settings import ReportingSettings
from sla_clock.settings import SlaClockSettings
from webapi.tokens import Role, make_token

SECRET = SecretStr("a-secret-for-stories-that-is-long-enough-for-all")
NO_OTHERS = ",".join(f"{name}=http://127.0.0.1:9" for name in OTHERS)
_MOST_ROUNDS = 400
Json = Any


class Built(Protocol):
    """A service, built and not running."""

    @property
    def app(self) -> FastAPI: ...

    async def close(self) -> None: ...


class Stepping(Protocol):
    """Something that does what is due now, and says how much that was."""

    async def step(self) -> int: ...


@dataclass
class Unnoticed:
    """A part whose steps count as nothing done: intake makes watermarks for ever."""

    part: Stepping

    async def step(self) -> int:
        """Do what is due now."""
        await self.part.step()
        return 0


@dataclass
class Provider:
    """The webhook provider behind every engineer: shows one message a key, as PagerDuty and its
    like do.
    """

    shown: list[Json] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)

    async def send(self, address: str, letter: Letter) -> Outcome:
        """Take one message in."""
        message = await letter.write()
        if message is None:
            return NotNeeded()
        if message.attempt_key not in self._keys:
            self._keys.add(message.attempt_key)
            self.shown.append(msgspec.json.decode(msgspec.json.encode(webhook_body(message))))
        return Delivered(message.attempt_key)

    @property
    def reasons(self) -> list[str]:
        """Why people were called, in order."""
        return [message["reason"] for message in self.shown]


@dataclass
class World:
    """The system, and hands to move it. A service in `down` does nothing until it is up again."""

    clock: MovableClock
    broker: MemoryBroker
    provider: Provider
    apps: dict[str, FastAPI]
    parts: dict[str, list[Stepping]]
    settings: IntakeSettings
    down: set[str] = field(default_factory=set)

    async def run_until_idle(self) -> None:
        """Let everything that is up do what is due now, until nothing moves."""
        for _ in range(_MOST_ROUNDS):
            if await self._round() == 0:
                return
        raise AssertionError("the system does not come to rest")

    async def pass_time(self, span: timedelta, *, step: timedelta = timedelta(minutes=5)) -> None:
        """Move the clock by `span`, a step at a time, and let the system do at each what is due."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            self.clock.move(min(step, end - self.clock.now()))
            await self.run_until_idle()

    async def call(
        self,
        service: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        role: Role = "admin",
        **who: str,
    ) -> Json:
        """Ask a service over its REST API, and let the system settle.

        Raises AssertionError for an error answer.
        """
        answer = await self.ask(service, method, path, body, role=role, **who)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        role: Role = "admin",
        **who: str,
    ) -> httpx.Response:
        """Like `call`, and gives any answer as it is."""
        answer = await self.send(service, method, path, body, role=role, **who)
        await self.run_until_idle()
        return answer

    async def send(
        self,
        service: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        role: Role = "admin",
        **who: str,
    ) -> httpx.Response:
        """Like `ask`, and does not let the system settle: for what happens in the same instant."""
        token = make_token(
            self.settings, role, customer_id=who.get("customer_id"), user_id=who.get("user_id")
        )
        transport = httpx.ASGITransport(self.apps[service])
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://tocsin.test", headers=headers
        ) as http:
            return await http.request(method, path, json=body)

    async def deadline(self, case_id: str) -> Json:
        """The first-response deadline of a case."""
        return await self._deadline(case_id, "first_response")

    async def cover(self, case_id: str) -> Json:
        """The deadline of a P1's cover (CP-26)."""
        return await self._deadline(case_id, "cover")

    async def _deadline(self, case_id: str, goal: str) -> Json:
        deadlines = await self.call("sla_clock", "GET", f"/v1/cases/{case_id}/deadlines")
        (deadline,) = (one for one in deadlines if one["goal"] == goal)
        return deadline

    async def _round(self) -> int:
        done = 0
        for service, parts in self.parts.items():
            if service not in self.down:
                for part in parts:
                    done += await part.step()
        return done


@asynccontextmanager
async def world_at(
    instant: datetime,
    dsn: str,
    terms_folder: Path | None = None,
    clock_kind: Literal["real", "movable"] = "real",
) -> AsyncIterator[World]:
    """An empty system at that instant, on a database that has all tables.

    `terms_folder`: the vendor's own terms, where not the usual. `clock_kind`: movable, to have the
    routes that only a sandbox has; its database must be one, too.
    """
    clock, broker, provider = MovableClock(instant), MemoryBroker(), Provider()
    await broker.create_topics(
        dict.fromkeys((*TOPICS.values(), *WATERMARKS.values()), DEFAULT_SHARDS)
    )
    intake_settings = IntakeSettings(
        database_url=dsn,
        kafka_bootstrap_servers="memory",
        jwt_secret=SECRET,
        terms_folder=terms_folder,
        clock=clock_kind,
        sandbox_services=NO_OTHERS,
    )
    timing = SlaClockSettings(
        database_url=dsn,
        kafka_bootstrap_servers="memory",
        jwt_secret=SECRET,
        terms_folder=terms_folder,
        clock=clock_kind,
    )
    paging = NotifierSettings(
        database_url=dsn,
        kafka_bootstrap_servers="memory",
        jwt_secret=SECRET,
        link_secret=SECRET,
        public_url="http://tocsin.test",
        allow_loopback_webhooks=True,
        clock=clock_kind,
    )
    reviews = ReportingSettings(
        database_url=dsn,
        kafka_bootstrap_servers="memory",
        jwt_secret=SECRET,
        terms_folder=terms_folder,
        clock=clock_kind,
    )
    channels = dict.fromkeys(get_args(ChannelKind), provider)
    in_intake = await intake.bootstrap.build(
        intake_settings, clock=clock, store_clock=clock, broker=broker
    )
    in_clock = await sla_clock.bootstrap.build(
        timing, clock=clock, store_clock=clock, broker=broker, keys=in_intake.keys
    )
    in_pager = await notifier.bootstrap.build(
        paging,
        clock=clock,
        store_clock=clock,
        broker=broker,
        channels=channels,
        keys=in_intake.keys,
    )
    in_reviews = await reporting.bootstrap.build(
        reviews,
        clock=clock,
        store_clock=clock,
        broker=broker,
        keys=KeysOfMany(in_intake.keys, in_clock.keys),
    )
    services: dict[str, Built] = {
        "intake": in_intake,
        "sla_clock": in_clock,
        "notifier": in_pager,
        "reporting": in_reviews,
    }
    parts: dict[str, list[Stepping]] = {
        "intake": [
            *in_intake.consumers,
            in_intake.words,
            in_intake.clearing,
            in_intake.relay,
            Unnoticed(in_intake.watermarks),
        ],
        "sla_clock": [*in_clock.consumers, in_clock.clearing, in_clock.relay],
        "notifier": [
            *in_pager.consumers,
            in_pager.timers,
            in_pager.sender,
            in_pager.clearing,
            in_pager.relay,
        ],
        "reporting": [*in_reviews.consumers],
    }
    try:
        yield World(
            clock,
            broker,
            provider,
            {name: it.app for name, it in services.items()},
            parts,
            intake_settings,
        )
    finally:
        for service in services.values():
            await service.close()
