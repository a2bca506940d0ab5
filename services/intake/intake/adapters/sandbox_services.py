"""Asks the other services of a sandbox for their time over HTTP, and moves them."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx
from pydantic import ValidationError

from webapi.sandbox_clock import PATH, TICK, ClockReading

_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class SandboxServices:
    """The other three, by name; `token` makes a token of ours for them."""

    addresses: Mapping[str, str]
    token: Callable[[], str]
    http: httpx.AsyncClient

    async def readings(self) -> Mapping[str, ClockReading]:
        """Return what each tells; one that does not answer is missing."""
        return await self._all(self.addresses, "GET", None)

    async def move(self, names: Collection[str], ahead: timedelta) -> Mapping[str, ClockReading]:
        """Move these to at least so far ahead; return what each that has moved tells."""
        return await self._all(names, "PUT", {"ahead_us": ahead // TICK})

    async def _all(
        self, names: Collection[str], method: str, body: Mapping[str, int] | None
    ) -> Mapping[str, ClockReading]:
        answers = await asyncio.gather(*(self._ask(name, method, body) for name in names))
        return {reading.service: reading for reading in answers if reading is not None}

    async def _ask(
        self, name: str, method: str, body: Mapping[str, int] | None
    ) -> ClockReading | None:
        headers = {"Authorization": f"Bearer {self.token()}"}
        url = f"{self.addresses[name].rstrip('/')}{PATH}"
        try:
            answer = await self.http.request(
                method, url, json=body, headers=headers, timeout=_TIMEOUT_S
            )
            answer.raise_for_status()
            return ClockReading.model_validate_json(answer.content)
        # Who asks for the clock is told who is silent; it answers again when it is back.
        except (httpx.HTTPError, httpx.InvalidURL, ValidationError):
            return None
