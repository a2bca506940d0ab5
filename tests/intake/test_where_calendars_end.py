"""Where nobody knows the holidays any more, a case gets a clear refusal and never a wrong due time
(CP-25)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from careplans.calendars import load_calendar
from events.clock import MovableClock
from tests.intake.intake_clients import COURSES, IntakeClients, new_case

LAST = load_calendar("us-federal", 1).last_year


async def customer(clients: IntakeClients) -> None:
    """A customer whose term is the last that can be bought; it renews by itself (CP-3)."""
    term = {"starts_on": f"{LAST - 1}-01-01", "ends_on": f"{LAST - 1}-12-31"}
    body = {"customer_id": "acme", "name": "Acme", "plan": "silver", "term": term}
    await clients.admin.did("/v1/customers", body)
    people = "/v1/customers/acme/users"
    await clients.admin.did(people, {"user_id": "ann", "name": "Ann", "email": "ann@acme.example"})
    for course in COURSES:
        taken = {"course": course, "completed_on": "2026-01-15"}
        await clients.admin.did(f"{people}/ann/trainings", taken)
    assert (await clients.admin.put(f"{people}/ann/authorization")).status_code == 200


async def opened(clients: IntakeClients, priority: str) -> tuple[int, Any]:
    await customer(clients)
    answer = await clients.agent.post("/v1/cases", new_case(priority=priority))
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("priority", "due_at"), [("P2", f"{LAST}-01-01"), ("P4", f"{LAST}-01-08"), ("P1", None)]
)
async def test_on_the_last_day_of_the_last_promised_year_a_due_time_is_counted(
    clients: IntakeClients, store_clock: MovableClock, priority: str, due_at: str | None
) -> None:
    at = datetime(LAST - 1, 12, 31, 15, 0, tzinfo=UTC)
    store_clock.move_to(at)
    status, case = await opened(clients, priority)
    assert status == 201
    due = case["targets"]["first_response"]["due_at"]
    # New Year's Day is a holiday, and a Friday in 2100: P2's second half counts on Monday.
    assert due > (due_at or at.isoformat())


@pytest.mark.parametrize("priority", ["P1", "P2", "P3", "P4"])
@pytest.mark.parametrize("year", [LAST, LAST + 1, 2199, 2200, 2201])
async def test_a_case_in_a_year_without_known_holidays_is_refused_by_that_name(
    clients: IntakeClients, store_clock: MovableClock, year: int, priority: str
) -> None:
    store_clock.move_to(datetime(year, 6, 1, 15, 0, tzinfo=UTC))
    status, problem = await opened(clients, priority)
    assert (status, problem["code"]) == (409, "calendar-ends")
    assert f"up to {LAST}" in problem["detail"]
