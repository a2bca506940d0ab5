"""Counts what waits to be sent to webhooks, and forgets what was sent a month ago."""

from dataclasses import dataclass
from typing import Final

from events.clock import Clock
from events.run_forever import Recovery, run_forever
from intake.adapters.claim_deliveries import DeliveryClaims
from webapi.metrics import Metrics

_EVERY_S: Final = 15.0
_RECOVERY: Final = Recovery(pause_s=1.0)


@dataclass(frozen=True, slots=True)
class TidyWebhooks:
    """Looks after the deliveries of one Postgres schema."""

    claims: DeliveryClaims
    metrics: Metrics
    clock: Clock

    async def run(self) -> None:
        """Do so until cancelled, four times a minute."""
        await run_forever(
            "tidying of webhooks",
            self.step,
            clock=self.clock,
            idle_s=_EVERY_S,
            recovery=_RECOVERY,
        )

    async def step(self) -> None:
        """Count and forget, once."""
        self.metrics.set("tocsin_webhook_deliveries_waiting", await self.claims.waiting())
        await self.claims.tidy()
