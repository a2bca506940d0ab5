"""Who plays in the stories: a Gold customer with its people, and two engineers who take turns."""

from typing import Protocol

from events.clock import Clock
from tests.stories.world import Json
from webapi.tokens import Role

CUSTOMER = "meridian-motors"
CONTACT = {"customer_id": CUSTOMER, "user_id": "ada"}


class Stage(Protocol):
    """The whole system, however its time is moved."""

    @property
    def clock(self) -> Clock: ...

    async def call(
        self,
        service: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        role: Role = "admin",
        **who: str,
    ) -> Json: ...


async def enter(world: Stage, *, plan: str = "gold") -> None:
    """The customer buys a plan, Ada becomes its authorized contact, Rivera is on call and Okafor
    stands behind.
    """
    today = world.clock.now().date()
    term = {
        "starts_on": today.replace(month=1, day=1).isoformat(),
        "ends_on": today.replace(month=12, day=31).isoformat(),
    }
    customer = {"customer_id": CUSTOMER, "name": "Meridian Motors", "plan": plan, "term": term}
    await world.call("intake", "POST", "/v1/customers", customer)
    people = f"/v1/customers/{CUSTOMER}/users"
    await world.call(
        "intake",
        "POST",
        people,
        {"user_id": "ada", "name": "Ada Moreau", "email": "ada@meridian.example"},
    )
    for course in ("boot-camp", "role-supplement"):
        done = {"course": course, "completed_on": term["starts_on"]}
        await world.call("intake", "POST", f"{people}/ada/trainings", done)
    await world.call("intake", "PUT", f"{people}/ada/authorization")
    await _on_call(world, term["starts_on"])


async def open_case(world: Stage, priority: str, subject: str = "The line stands") -> Json:
    """Ada opens a case."""
    body = {
        "customer_id": CUSTOMER,
        "reporter_id": "ada",
        "priority": priority,
        "subject": subject,
        "description": "Since this morning.",
    }
    return await world.call("intake", "POST", "/v1/cases", body, role="contact", **CONTACT)


async def answer(world: Stage, case_id: str) -> Json:
    """An agent answers."""
    return await world.call(
        "intake", "POST", f"/v1/cases/{case_id}/respond", {"text": "We are on it."}, role="agent"
    )


async def review(world: Stage, period: str) -> Json:
    """The customer's review of a period."""
    return await world.call(
        "reporting", "GET", f"/v1/customers/{CUSTOMER}/reviews/{period}", role="tam"
    )


async def _on_call(world: Stage, starts_on: str) -> None:
    for who in ("rivera", "okafor"):
        hook = {"kind": "webhook", "address": f"http://127.0.0.1:9/{who}"}
        await world.call(
            "notifier",
            "POST",
            "/v1/engineers",
            {"engineer_id": who, "name": who, "contact_methods": [hook]},
        )
    layer = {
        "name": "all",
        "members": ["rivera"],
        "starts_on": starts_on,
        "handoff": "09:00",
        "zone": "America/Detroit",
    }
    schedule = {"schedule_id": "front-line", "name": "Front line", "layers": [layer]}
    await world.call("notifier", "POST", "/v1/schedules", schedule)
    first = {"after_s": 0, "targets": [{"kind": "schedule", "id": "front-line"}]}
    then = {"after_s": 900, "targets": [{"kind": "engineer", "id": "okafor"}]}
    policy = {"policy_id": "standard", "name": "Standard", "steps": [first, then]}
    await world.call("notifier", "POST", "/v1/escalation-policies", policy)
    rule = {
        "rule_id": "all",
        "rank": 1,
        "policy_id": "standard",
        "reasons": ["p1-opened", "deadline-breached"],
    }
    await world.call("notifier", "POST", "/v1/routing-rules", rule)
