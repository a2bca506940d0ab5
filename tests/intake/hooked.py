"""A customer with webhooks, and intake's own loops moved by hand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from events.clock import MovableClock
from intake.bootstrap import Intake
from tests.intake.intake_clients import IntakeClients

HOOKS = "/v1/webhook-subscriptions"


@dataclass(frozen=True)
class Hooked:
    """Subscribes, lets time pass, and tells what was sent."""

    clients: IntakeClients
    intake: Intake
    store_clock: MovableClock

    async def subscribe(self, url: str, *event_types: str, customer_id: str | None = "acme") -> Any:
        body = {"url": url, "event_types": list(event_types), "customer_id": customer_id}
        hook = await self.clients.admin.did(HOOKS, body)
        # In an instant that stands still, what is recorded later in another shard may look earlier.
        self.store_clock.move(timedelta(seconds=1))
        return hook

    async def case(self) -> str:
        """A new case of acme's."""
        return str((await self.clients.case())["case_id"])

    async def say(self, case_id: str, command: str, body: object = None) -> None:
        await self.clients.agent.did(f"/v1/cases/{case_id}/{command}", body or {"text": "Hello"})

    async def queue(self) -> None:
        """Queue all that follows from what was recorded."""
        while await self.intake.webhooks.queue.step():
            pass

    async def send(self, after: timedelta = timedelta(0)) -> int:
        """Let time pass, queue what there is, and send what is due; how many were tried."""
        self.store_clock.move(after)
        await self.queue()
        return await self.intake.webhooks.sender.step()

    async def deliveries(self, webhook_id: str, query: str = "") -> Any:
        answer = await self.clients.admin.get(f"{HOOKS}/{webhook_id}/deliveries{query}")
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def webhook(self, webhook_id: str) -> Any:
        answer = await self.clients.admin.get(f"{HOOKS}/{webhook_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def change(self, webhook_id: str, **changes: object) -> None:
        answer = await self.clients.admin.ask("PATCH", f"{HOOKS}/{webhook_id}", changes)
        assert answer.status_code == 200, answer.text
