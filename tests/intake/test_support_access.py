"""How support is reached is changed with notice, from a day on (CP-15)."""

from datetime import timedelta
from typing import Any

import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import Asker, IntakeClients

TYPE = "intake.support.access-changed"
MAY = "/v1/plans/support/2026-05-01"
NOTICES = "/v1/customers/acme/notices"
ACCESS: dict[str, Any] = {
    "language": "English",
    "portal": "https://help.example.com",
    "procedure": "Log every request in the portal.",
    "numbers": [
        {"callers": "vendor-country", "number": "+1 313 555 0180"},
        {"callers": "elsewhere", "number": "+1 313 555 0181"},
    ],
    "reason": "The old numbers end in April.",
}


async def support(asker: Asker) -> Any:
    return (await asker.get("/v1/plans")).json()["support"]


async def items(asker: Asker, path: str) -> list[Any]:
    answer = await asker.get(path)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.rule("CP-15")
async def test_a_change_is_told_ahead_and_holds_from_its_day_on(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    await clients.customer()
    changed = await clients.admin.put(
        MAY, {**ACCESS, "hours": {"opens": "07:00", "closes": "19:00"}}
    )
    assert changed.status_code == 200, changed.text
    before = await support(clients.contact())
    assert before["telephone"]["numbers"][0]["number"] == "+1 313 555 0100"
    assert [it["valid_from"] for it in before["ahead"]] == ["2026-05-01"]
    # 00:00 of the first of May in Detroit; nothing ran meanwhile.
    store_clock.move(timedelta(days=59, hours=13))
    after = await support(clients.contact())
    assert (after["portal"], after["valid_from"], after["ahead"]) == (
        "https://help.example.com",
        "2026-05-01",
        [],
    )
    assert {it["number"] for it in after["telephone"]["numbers"]} == {
        "+1 313 555 0180",
        "+1 313 555 0181",
    }
    assert (after["telephone"]["opens"], after["telephone"]["closes"]) == ("07:00:00", "19:00:00")


@pytest.mark.rule("CP-15")
async def test_authorized_contacts_get_notice_in_the_feed_and_in_a_list(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    assert (await clients.admin.put(MAY, ACCESS)).status_code == 200
    [notice] = await items(clients.contact(), NOTICES)
    assert (notice["kind"], notice["changed"], notice["access"]["valid_from"]) == (
        "support-access",
        ["portal", "procedure", "numbers"],
        "2026-05-01",
    )
    for reader, asker in (("ann", clients.contact()), ("bob", clients.contact(user="bob"))):
        news = [it for it in await items(asker, "/v1/events") if it["type"].startswith(TYPE)]
        assert len(news) == (reader == "ann")
        for item in news:
            assert (item["data"]["vendor_country_number"], item["customer_id"]) == (
                "+1 313 555 0180",
                None,
            )
            assert not {"personal", "changed_by"} & set(item["data"])
    refused = await clients.contact(user="bob").get(NOTICES)
    assert (refused.status_code, refused.json()["code"]) == (403, "authorized-contact-required")
    others = await clients.contact("bolt").get(NOTICES)
    assert (others.status_code, others.json()["code"]) == (404, "unknown-customer")


@pytest.mark.rule("CP-15")
async def test_a_change_says_who_and_why_to_the_vendors_people_only(clients: IntakeClients) -> None:
    await clients.customer()
    admin = clients.role("admin", "olga")
    assert (await admin.put(MAY, ACCESS)).status_code == 200
    of_files, changed = await items(clients.agent, "/v1/plans/support")
    assert (of_files["valid_from"], of_files["changed_by"]) == ("2010-01-01", None)
    assert (changed["changed_by"], changed["reason"]) == ("olga", ACCESS["reason"])
    for asker in (clients.contact(), clients.role("analyst")):
        _, shown = await items(asker, "/v1/plans/support")
        assert (shown["portal"], shown["changed_by"], shown["reason"]) == (
            "https://help.example.com",
            None,
            None,
        )


@pytest.mark.rule("CP-15")
async def test_a_bad_change_is_refused(clients: IntakeClients) -> None:
    one_number = [ACCESS["numbers"][0]] * 2
    for path, changes, code in (
        ("/v1/plans/support/2026-03-01", {}, "valid-from-in-the-past"),
        (MAY, {"hours": {"opens": "09:00", "closes": "17:00"}}, "hours-fewer-than-promised"),
        (MAY, {"hours": {"opens": "17:00", "closes": "08:00"}}, "invalid-request"),
        (MAY, {"numbers": one_number}, "invalid-request"),
        (MAY, {"numbers": ACCESS["numbers"][:1]}, "invalid-request"),
        (MAY, {"portal": "javascript:alert(1)"}, "invalid-request"),
        (MAY, {"reason": " "}, "invalid-request"),
        ("/v1/plans/support/soon", {}, "invalid-request"),
    ):
        answer = await clients.admin.put(path, {**ACCESS, **changes})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    before = await clients.events()
    assert (await clients.admin.put(MAY, ACCESS)).status_code == 200
    assert (await clients.admin.put(MAY, ACCESS)).status_code == 200
    assert await clients.events() == before + 1
    for asker in (clients.agent, clients.contact(), clients.role("tam")):
        assert (await asker.put(MAY, ACCESS)).status_code == 403
