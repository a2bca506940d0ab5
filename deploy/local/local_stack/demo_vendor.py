"""Creates a small vendor to try things on, through the public APIs.

It has three customers, one a plan, their people, and engineers on call.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx

from local_stack.stack import Addresses
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token
from tocsin_client import Refused, connect
from tocsin_client.intake import AuthenticatedClient
from tocsin_client.intake.api.customers import register
from tocsin_client.intake.api.people import post_training, post_user, put_authorization
from tocsin_client.intake.models import NewCustomer, NewUser, TermBody, Training
from tocsin_client.intake.models.new_customer_plan import NewCustomerPlan


@dataclass(frozen=True)
class DemoCustomer:
    """One customer: `contact` may open any case, `user` only a P1 (CP-13, CP-14)."""

    customer_id: str
    name: str
    plan: NewCustomerPlan
    contact: tuple[str, str]
    user: tuple[str, str]


CUSTOMERS = (
    DemoCustomer(
        "harbor-foods", "Harbor Foods", "silver", ("ines", "Inês Duarte"), ("tom", "Tom Becker")
    ),
    DemoCustomer(
        "meridian-motors", "Meridian Motors", "gold", ("ada", "Ada Moreau"), ("luis", "Luis Ortega")
    ),
    DemoCustomer(
        "lakeside-health", "Lakeside Health", "platinum", ("mei", "Mei Tanaka"), ("sam", "Sam Osei")
    ),
)
_TRAININGS = ("boot-camp", "role-supplement")
_ENGINEERS = {"rivera": "Noa Rivera", "okafor": "Chidi Okafor", "lindqvist": "Elsa Lindqvist"}
_OWNERS = {
    "silver": ("adeyemi", "Grace Adeyemi"),
    "gold": ("vargas", "Pilar Vargas"),
    "platinum": ("sato", "Ken Sato"),
}
_TAM = ("novak", "Ivana Novak")


class DemoVendor:
    """Loads the demo data once; a second time it finds them and changes nothing."""

    def __init__(self, addresses: Addresses, folder: StateFolder, today: date) -> None:
        self._addresses = addresses
        self._today = today
        self._token = local_token(folder, "admin", subject="demo-vendor")
        headers = {"Authorization": f"Bearer {self._token}"}
        self._http = httpx.AsyncClient(headers=headers, timeout=20)

    async def load(self) -> bool:
        """Load what is missing; return whether anything was.

        Raises RuntimeError if a service refuses.
        """
        async with self._http:
            # The last customer to be loaded: where it is, all the rest is, too.
            known = await self._http.get(
                f"{self._addresses.of('intake')}/v1/customers/{CUSTOMERS[-1].customer_id}"
            )
            if known.status_code == httpx.codes.OK:
                return False
            await self._on_call()
            for customer in CUSTOMERS:
                await asyncio.to_thread(self._customer, customer)
            return True

    def _customer(self, customer: DemoCustomer) -> None:
        """Register a customer by the generated client, as a program of the vendor's office would.

        Raises RuntimeError if intake refuses.
        """
        starts, ends = self._today - timedelta(days=200), self._today + timedelta(days=165)
        order = NewCustomer(
            customer_id=customer.customer_id,
            name=customer.name,
            plan=customer.plan,
            term=TermBody(starts_on=starts, ends_on=ends),
        )
        with connect(self._addresses.of("intake"), self._token) as intake:
            try:
                register.sync(client=intake, body=order)
                self._people(intake, customer)
            except Refused as refusal:
                raise RuntimeError(f"intake refused {customer.customer_id}: {refusal}") from refusal

    def _people(self, intake: AuthenticatedClient, customer: DemoCustomer) -> None:
        whose = customer.customer_id
        for user_id, name in (customer.contact, customer.user):
            person = NewUser(user_id=user_id, name=name, email=f"{user_id}@{whose}.example")
            post_user.sync(whose, client=intake, body=person)
        contact, done_on = customer.contact[0], self._today - timedelta(days=90)
        for course in _TRAININGS:
            done = Training(course=course, completed_on=done_on)
            post_training.sync(whose, contact, client=intake, body=done)
        put_authorization.sync(whose, contact, client=intake)

    async def _on_call(self) -> None:
        # Each thing after those it names, which must exist: engineers, schedules, backstops,
        # policies, rules.
        for engineer_id, name in (*_ENGINEERS.items(), *_OWNERS.values(), _TAM):
            await self._send("notifier", "POST", "/v1/engineers", self._engineer(engineer_id, name))
        await self._send(
            "notifier", "POST", "/v1/schedules", self._schedule("front-line", ["rivera", "okafor"])
        )
        await self._send(
            "notifier",
            "POST",
            "/v1/schedules",
            self._schedule("platinum-desk", ["okafor", "rivera"]),
        )
        for plan, (owner, _) in _OWNERS.items():
            await self._send("notifier", "POST", "/v1/escalation-policies", _backstop(plan, owner))
        for policy_id, schedule in (("standard", "front-line"), ("platinum", "platinum-desk")):
            await self._send(
                "notifier", "POST", "/v1/escalation-policies", _policy(policy_id, schedule)
            )
        for rule in (
            _rule("platinum-desk", 10, "platinum", ["platinum"]),
            _warning_rule("platinum-desk-warnings", 10, "platinum", ["platinum"]),
            _rule("everybody", 100, "standard", None),
            _warning_rule("everybodys-warnings", 100, "standard", None),
        ):
            await self._send("notifier", "POST", "/v1/routing-rules", rule)

    def _engineer(self, engineer_id: str, name: str) -> dict[str, Any]:
        hook = {"kind": "webhook", "address": f"{self._addresses.caught}/hook/{engineer_id}"}
        mail = {"kind": "email", "address": f"{engineer_id}@vendor.example"}
        return {"engineer_id": engineer_id, "name": name, "contact_methods": [hook, mail]}

    def _schedule(self, schedule_id: str, members: list[str]) -> dict[str, Any]:
        monday = self._today - timedelta(days=self._today.weekday() + 28)
        layer = {
            "name": "weekly",
            "members": members,
            "starts_on": monday.isoformat(),
            "handoff": "09:00",
        }
        return {
            "schedule_id": schedule_id,
            "name": schedule_id,
            "layers": [{**layer, "zone": "America/Detroit", "shift_days": 7}],
        }

    async def _send(self, service: str, method: str, path: str, body: dict[str, Any]) -> None:
        answer = await self._http.request(method, f"{self._addresses.of(service)}{path}", json=body)
        if answer.is_error:
            raise RuntimeError(
                f"{method} {path} of {service} answered {answer.status_code}: {answer.text}"
            )


def _policy(policy_id: str, schedule: str) -> dict[str, Any]:
    on_call = {"kind": "schedule", "id": schedule}
    everybody = [{"kind": "engineer", "id": engineer} for engineer in _ENGINEERS]
    steps = [
        {"after_s": 0, "targets": [on_call], "repeat": 1},
        {"after_s": 180, "targets": everybody},
    ]
    backstops = [{"policy_id": f"backstop-{plan}", "plans": [plan]} for plan in _OWNERS]
    return {
        "policy_id": policy_id,
        "name": policy_id,
        "steps": steps,
        "repeat_chain": 1,
        "backstops": backstops,
    }


def _backstop(plan: str, owner: str) -> dict[str, Any]:
    """Return the policy for a chain that ended unanswered: plan owner and account manager."""
    both = [{"kind": "engineer", "id": engineer} for engineer in (owner, _TAM[0])]
    name = f"Owner of {plan} and the account manager"
    return {
        "policy_id": f"backstop-{plan}",
        "name": name,
        "steps": [{"after_s": 300, "targets": both, "repeat": 1}],
    }


def _rule(rule_id: str, rank: int, policy_id: str, plans: list[str] | None) -> dict[str, Any]:
    reasons = ["p1-opened", "deadline-breached", "clock-blind", "drill"]
    return {
        "rule_id": rule_id,
        "rank": rank,
        "policy_id": policy_id,
        "reasons": reasons,
        "plans": plans,
    }


def _warning_rule(
    rule_id: str, rank: int, policy_id: str, plans: list[str] | None
) -> dict[str, Any]:
    """Return the rule by which three quarters of a P1's time page; other warnings are for queue
    and board.
    """
    rule = _rule(rule_id, rank, policy_id, plans)
    return {**rule, "reasons": ["deadline-warned"], "priorities": ["P1"]}
