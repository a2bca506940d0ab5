"""A term of use is pinned to the terms that were bought; better ones may be taken up (CP-2)."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from events.broker.memory_broker import MemoryBroker
from events.clock import MovableClock, SystemClock
from intake import bootstrap
from intake.settings import IntakeSettings
from tests.intake.intake_clients import IntakeClients

JULY = datetime(2026, 7, 6, 15, 0, tzinfo=UTC)
"""A Monday, 11:00 in Detroit, after other terms came into force."""

AGAIN = {"plan": "gold", "starts_on": "2026-07-06", "ends_on": "2026-12-31"}
Change = Callable[[str], str]


def slower(terms: str) -> str:
    """Gold's P3 has two days, not one."""
    return terms.replace('P3 = "24 hours"', 'P3 = "48 hours"')


def quicker(terms: str) -> str:
    """Gold's P3 has half a day."""
    return terms.replace('P3 = "24 hours"', 'P3 = "12 hours"')


def bridged(terms: str) -> str:
    """The Friday after Thanksgiving is a holiday, too."""
    return terms.replace('id = "us-federal"', 'id = "us-federal-and-bridge"')


@pytest.fixture
def change() -> Change:
    return slower


@pytest.fixture
async def clients(
    settings: IntakeSettings,
    store_clock: MovableClock,
    broker: MemoryBroker,
    tmp_path: Path,
    change: Change,
) -> AsyncIterator[IntakeClients]:
    """Intake of a vendor whose terms change in June."""
    for printed in files("careplans").joinpath("data", "terms").iterdir():
        text = printed.read_text(encoding="utf-8")
        (tmp_path / printed.name).write_text(text, encoding="utf-8")
        if printed.name == "2010.5.toml":
            june = text.replace('"2010.5"', '"2026.1"').replace('supersedes = "2010.4"', "")
            june = change(june.replace("in_force_from = 2010-01-01", "in_force_from = 2026-06-01"))
            (tmp_path / "2026.1.toml").write_text(june, encoding="utf-8")
    with_terms = settings.model_copy(update={"terms_folder": tmp_path})
    built = await bootstrap.build(
        with_terms, clock=SystemClock(), store_clock=store_clock, broker=broker
    )
    transport = httpx.ASGITransport(app=built.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        yield IntakeClients(client, settings, built.store)
    await built.close()


async def case_under(clients: IntakeClients, customer_id: str) -> tuple[str, str]:
    """The version that a new P3 is promised under, and when it is due."""
    case = await clients.case(customer_id)
    return case["terms_version"], case["targets"]["first_response"]["due_at"]


@pytest.mark.rule("CP-2")
async def test_a_case_is_promised_what_its_customer_bought_though_terms_have_changed(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer("acme")
    store_clock.move_to(JULY)
    await clients.customer("bolt")
    assert await case_under(clients, "acme") == ("2010.5", "2026-07-07T15:00:00Z")
    assert await case_under(clients, "bolt") == ("2026.1", "2026-07-08T15:00:00Z")


@pytest.mark.rule("CP-2")
async def test_newer_terms_that_are_worse_wait_for_the_next_term(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    store_clock.move_to(JULY)
    refused = await clients.admin.post("/v1/customers/acme/terms", AGAIN)
    assert (refused.status_code, refused.json()["code"]) == (409, "worse-within-the-term")
    assert [loss["name"] for loss in refused.json()["losses"]] == ["target-P3"]

    store_clock.move_to(datetime(2027, 1, 4, 15, 0, tzinfo=UTC))
    shown = (await clients.admin.get("/v1/customers/acme")).json()
    assert (shown["standing"], shown["terms_version"]) == ("entitled", "2026.1")


@pytest.mark.rule("CP-2")
@pytest.mark.parametrize("change", [quicker])
async def test_newer_terms_that_are_better_are_taken_up_within_the_term(
    clients: IntakeClients, store_clock: MovableClock, change: Change
) -> None:
    await clients.customer()
    store_clock.move_to(JULY)
    taken = await clients.admin.did("/v1/customers/acme/terms", AGAIN)
    assert taken["terms_version"] == "2026.1"
    assert await case_under(clients, "acme") == ("2026.1", "2026-07-07T03:00:00Z")


@pytest.mark.rule("CP-25")
@pytest.mark.parametrize("change", [bridged])
async def test_a_case_is_due_by_the_calendar_that_its_customer_bought(
    clients: IntakeClients, store_clock: MovableClock, change: Change
) -> None:
    await clients.customer("acme")
    store_clock.move_to(JULY)
    await clients.customer("bolt")
    # 17:00 of the eve of Thanksgiving in Detroit, where Gold's P2 has 12 hours.
    store_clock.move_to(datetime(2026, 11, 25, 22, 0, tzinfo=UTC))
    due = {}
    for customer in ("acme", "bolt"):
        case = await clients.case(customer, priority="P2")
        due[customer] = case["targets"]["first_response"]["due_at"]
    assert due == {"acme": "2026-11-27T10:00:00Z", "bolt": "2026-11-30T10:00:00Z"}


@pytest.mark.rule("CP-5")
async def test_who_comes_back_buys_under_the_terms_of_the_day(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    term = {"starts_on": "2025-07-01", "ends_on": "2026-06-30"}
    body = {"customer_id": "acme", "name": "Acme", "plan": "gold", "term": term}
    await clients.admin.did("/v1/customers", body)
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-03-02"})
    store_clock.move_to(JULY)
    back = {"plan": "gold", "starts_on": "2026-07-01", "ends_on": "2027-06-30"}
    customer = await clients.admin.did("/v1/customers/acme/terms", back)
    assert (customer["standing"], customer["terms_version"]) == ("entitled", "2026.1")
