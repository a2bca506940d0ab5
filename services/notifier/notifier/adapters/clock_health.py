"""Asks the clock service over HTTP whether it sees.

Services meet in events and in their public APIs only.
"""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
import structlog

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ClockHealth:
    """`url` is the clock service's base address; `token` makes a token of ours for it."""

    http: httpx.AsyncClient
    url: str
    token: Callable[[], str]

    async def sees(self) -> bool:
        """Return whether it sees. No answer, or an unreadable one, counts as blindness."""
        headers = {"Authorization": f"Bearer {self.token()}"}
        try:
            answer = await self.http.get(f"{self.url.rstrip('/')}/v1/clock", headers=headers)
            body: object = answer.json() if answer.is_success else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
            _log.warning("clock-not-reached", error=type(trouble).__name__)
            return False
        return isinstance(body, dict) and body.get("blind") is False
