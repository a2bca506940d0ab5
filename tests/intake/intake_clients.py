"""Calls intake over REST as whoever a test wants to be, and brings in the customers that tests
speak of.
"""

from dataclasses import dataclass
from typing import Any

import httpx

from events.store.postgres_store import PostgresStore
from intake.settings import IntakeSettings
from webapi.identity import Role, make_token

TERM = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
COURSES = ("boot-camp", "role-supplement")


@dataclass(frozen=True)
class Asker:
    """Somebody with a token."""

    client: httpx.AsyncClient
    token: str

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(
            method, path, json=body, headers={"Authorization": f"Bearer {self.token}", **named}
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        return await self.ask("POST", path, body, **headers)

    async def put(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        return await self.ask("PUT", path, body, **headers)

    async def did(self, path: str, body: object = None) -> Any:
        """Post what must succeed; the answer's JSON."""
        answer = await self.post(path, body)
        assert answer.is_success, answer.text
        return answer.json()


@dataclass(frozen=True)
class IntakeClients:
    """Whom to ask as, and the log to look into."""

    client: httpx.AsyncClient
    settings: IntakeSettings
    store: PostgresStore

    def role(self, role: Role, user: str | None = None) -> Asker:
        return Asker(self.client, make_token(self.settings, role, user_id=user))

    @property
    def admin(self) -> Asker:
        return self.role("admin")

    @property
    def agent(self) -> Asker:
        return self.role("agent", "eve")

    def contact(self, customer: str = "acme", user: str = "ann") -> Asker:
        token = make_token(self.settings, "contact", customer_id=customer, user_id=user)
        return Asker(self.client, token)

    async def customer(self, customer_id: str = "acme", plan: str = "gold") -> str:
        """A customer with `ann`, an authorized contact with her trainings, and `bob`, a user."""
        await self.admin.did(
            "/v1/customers",
            {"customer_id": customer_id, "name": customer_id, "plan": plan, "term": TERM},
        )
        for user in ("ann", "bob"):
            body = {"user_id": user, "name": user, "email": f"{user}@{customer_id}.example"}
            await self.admin.did(f"/v1/customers/{customer_id}/users", body)
        await self.authorize(customer_id, "ann")
        return customer_id

    async def authorize(self, customer_id: str, user: str) -> None:
        people = f"/v1/customers/{customer_id}/users/{user}"
        for course in COURSES:
            await self.admin.did(
                f"{people}/trainings", {"course": course, "completed_on": "2026-01-15"}
            )
        assert (await self.admin.put(f"{people}/authorization")).status_code == 200

    async def case(self, customer_id: str = "acme", **changes: object) -> Any:
        return await self.agent.did("/v1/cases", new_case(customer_id, **changes))

    async def events(self) -> int:
        """How many events the log holds."""
        shards = [
            await self.store.read_shard(shard, 1, 10_000) for shard in range(self.store.shards)
        ]
        return sum(map(len, shards))


def new_case(customer_id: str = "acme", **changes: object) -> dict[str, object]:
    """A P3 of ann's, unless the test says otherwise."""
    body: dict[str, object] = {
        "customer_id": customer_id,
        "reporter_id": "ann",
        "priority": "P3",
        "subject": "Labels do not print",
        "description": "Since this morning.",
    }
    return {**body, **changes}
