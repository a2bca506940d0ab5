"""Plays the beginning of the story that the examples of the OpenAPI documents tell, so that a call
made of an example meets what it names."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tests.stories.world import Json, World
from webapi.document_examples import read_examples

BEGINS_AT = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
INTAKE, NOTIFIER = read_examples("intake.api"), read_examples("notifier.api")
CUSTOMER = "/v1/customers/acme"
ADA: Mapping[str, str] = {"customer_id": "acme", "user_id": "ada"}


async def begin(world: World) -> Mapping[str, str]:
    """Play it; return, by each id in the examples that a service draws, the one drawn here."""
    await _on_call(world)
    await _customer(world)
    opening = INTAKE.schemas["NewCase"]
    case = await world.call("intake", "POST", "/v1/cases", opening, role="contact", **ADA)
    pages = await world.call("notifier", "GET", "/v1/pages")
    return {
        str(INTAKE.parameters["case_id"]): case["case_id"],
        str(NOTIFIER.parameters["page_id"]): pages["items"][0]["page_id"],
    }


async def _on_call(world: World) -> None:
    engineer: Json = NOTIFIER.schemas["NewEngineer"]
    await world.call("notifier", "POST", "/v1/engineers", {**engineer, "engineer_id": "rivera"})
    await world.call("notifier", "POST", "/v1/engineers", {**engineer, "engineer_id": "okafor"})
    for path, schema in (
        ("schedules", "NewSchedule"),
        ("escalation-policies", "NewPolicy"),
        ("routing-rules", "NewRule"),
    ):
        await world.call("notifier", "POST", f"/v1/{path}", NOTIFIER.schemas[schema])


async def _customer(world: World) -> None:
    await world.call("intake", "POST", "/v1/customers", INTAKE.schemas["NewCustomer"])
    person: Json = INTAKE.schemas["NewUser"]
    for user_id in ("ada", "luis"):
        await world.call(
            "intake", "POST", f"{CUSTOMER}/users", {**person, "user_id": user_id, "name": user_id}
        )
    for course in ("boot-camp", "role-supplement"):
        done = {"course": course, "completed_on": "2026-03-12"}
        await world.call("intake", "POST", f"{CUSTOMER}/users/ada/trainings", done)
    await world.call("intake", "PUT", f"{CUSTOMER}/users/ada/authorization")
