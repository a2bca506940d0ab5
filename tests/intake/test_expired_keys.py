"""A request that comes again after its key's time is never carried out twice."""

from events.operations.forget_answers import forget_answers
from events.store.connection import in_schema
from intake.bootstrap import Intake
from intake.settings import SCHEMA
from tests.intake.intake_clients import IntakeClients, new_case

LONG_AGO = "update {schema}.es_command set done_at = now() - interval '3 days'"


async def test_a_case_is_not_opened_again_under_a_key_that_expired(
    clients: IntakeClients, intake: Intake
) -> None:
    """A P1 is opened in its customer's turn, others are not: both ways hold."""
    await clients.customer()
    for priority in ("P1", "P3"):
        body = new_case(priority=priority)
        first = await clients.agent.post("/v1/cases", body, Idempotency_Key=priority)
        assert first.status_code == 201
        await intake.pool.execute(in_schema(LONG_AGO, SCHEMA))
        await forget_answers(intake.pool, SCHEMA, 2)
        events = await clients.events()

        again = await clients.agent.post("/v1/cases", body, Idempotency_Key=priority)
        assert (again.status_code, again.json()["code"]) == (409, "idempotency-key-expired")
        assert await clients.events() == events
