"""Over HTTP an explanation says up to when the clock knows, and the customer's times as well."""

from datetime import timedelta

import httpx

from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered, Reason
from events.event import Event
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import at, hours, opened

MONDAY = at("2026-11-16 09:00")
EXPLANATION = "/v1/cases/c1/deadlines/first_response/explanation"


async def explained(clock: Clockwork) -> dict[str, object]:
    """The explanation as it stands."""
    response: httpx.Response = await clock.get(EXPLANATION)
    assert response.status_code == 200
    body = response.json()
    assert isinstance(body, dict)
    return body


async def test_a_blind_clock_holds_its_verdict_and_says_up_to_when_it_knows(
    clock: Clockwork,
) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    await clock.until(MONDAY + hours(0.5))
    clock.time.move_to(MONDAY + hours(1.5))
    body = await explained(clock)
    assert (body["state"], body["due_not_judged"], body["blind"]) == ("running", True, True)
    assert body["known_until"] == "2026-11-16T14:30:00Z"
    assert str(body["sentence"]).endswith(
        "It was due Mon 16 Nov 2026 10:00 EST, and is not judged yet. The clock knows what was "
        "recorded up to Mon 16 Nov 2026 09:30 EST: verdicts are held until it sees more."
    )
    (deadline,) = (await clock.get("/v1/cases/c1/deadlines")).json()
    assert deadline["due_not_judged"]

    await clock.until(MONDAY + hours(1.5))
    body = await explained(clock)
    assert (body["state"], body["due_not_judged"]) == ("breached", False)


async def test_a_customer_of_another_zone_is_told_in_both(clock: Clockwork) -> None:
    registered = CustomerRegistered(customer_id="acme", name="Acme", zone="Asia/Tokyo")
    await clock.tell(registered, "acme", MONDAY)
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    await clock.until(MONDAY + timedelta(minutes=1))
    body = await explained(clock)
    assert str(body["sentence"]).endswith("It is due Mon 16 Nov 2026 10:00 EST.")
    assert (body["zone"], body["customers_zone"]) == ("America/Detroit", "Asia/Tokyo")
    assert str(body["sentence_in_customers_zone"]).endswith("It is due Tue 17 Nov 2026 00:00 JST.")


async def test_a_zone_is_corrected_and_taken_back(clock: Clockwork) -> None:
    def corrected(zone: str | None) -> Event:
        why = Reason(text="moved")
        return CustomerCorrected(
            customer_id="acme", name="Acme", zone=zone, corrected_by="rosa", personal=why
        )

    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    for zone, expected in (("Asia/Tokyo", "Asia/Tokyo"), ("America/Detroit", None), (None, None)):
        await clock.tell(corrected(zone), "acme")
        await clock.catch_up()
        assert (await explained(clock))["customers_zone"] == expected


async def test_history_is_told_to_be_history(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY, imported=True)
    await clock.until(MONDAY + hours(2))
    assert "The case was imported" in str((await explained(clock))["sentence"])
