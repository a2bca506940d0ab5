"""Benefits over REST, counted by customer and year (CP-32)."""

from datetime import timedelta

import httpx
import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import Asker, IntakeClients

PATH = "/v1/customers/acme/benefits"
PASS = {"use": "given", "used_on": "2026-02-01", "user_id": "ann"}
SESSION = {"use": "attended", "used_on": "2026-02-10", "occasion": "2026-02"}


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def tam(clients: IntakeClients) -> Asker:
    await clients.customer("acme", "platinum")
    return clients.role("tam", "tess")


async def counts_of(asker: Asker, year: int) -> dict[str, dict[str, object]]:
    answer = await asker.get(f"{PATH}?year={year}")
    assert answer.status_code == 200, answer.text
    return {it["benefit"]: it for it in answer.json()["benefits"]}


@pytest.mark.rule("CP-32")
async def test_the_second_pass_of_a_year_is_refused(tam: Asker) -> None:
    assert (await tam.put(f"{PATH}/fair-pass", PASS)).status_code == 200
    second = {**PASS, "user_id": "bob"}
    assert refused(await tam.put(f"{PATH}/fair-pass", second)) == (409, "benefit-used-up")
    [use] = (await tam.get(f"{PATH}/fair-pass/uses")).json()["items"]
    taken_back = await tam.did(
        f"{PATH}/fair-pass/uses/{use['use_id']}/withdraw", {"reason": "She is ill"}
    )
    assert (taken_back["withdrawn"], taken_back["note"]) == (True, "She is ill")
    assert (await tam.put(f"{PATH}/fair-pass", second)).status_code == 200


async def test_the_same_use_put_twice_counts_once(clients: IntakeClients, tam: Asker) -> None:
    first = (await tam.put(f"{PATH}/fair-pass", PASS)).json()
    before = await clients.events()
    assert (await tam.put(f"{PATH}/fair-pass", PASS)).json() == first
    assert await clients.events() == before


@pytest.mark.rule("CP-32")
async def test_benefits_are_counted_by_year_and_read_by_the_customer(
    clients: IntakeClients, tam: Asker
) -> None:
    await tam.put(f"{PATH}/vip-group", {"use": "joined", "used_on": "2026-01-05"})
    for user in ("ann", "bob"):
        invited = {**SESSION, "use": "invited", "user_id": user}
        assert (await tam.put(f"{PATH}/speaker-series", invited)).is_success
    await tam.put(f"{PATH}/speaker-series", {**SESSION, "user_id": "bob"})
    await tam.put(
        f"{PATH}/release-notices", {"use": "sent", "used_on": "2026-02-02", "occasion": "12.4"}
    )
    counts = await counts_of(clients.contact(), 2026)
    assert counts["vip-group"]["uses"] == {"joined": 1, "left": 0}
    assert counts["speaker-series"]["uses"] == {"invited": 2, "attended": 1}
    assert counts["release-notices"]["uses"] == {"sent": 1}
    assert (counts["fair-pass"]["yearly"], counts["fair-pass"]["left"]) == (1, 1)
    assert (await counts_of(tam, 2025))["speaker-series"]["uses"] == {"invited": 0, "attended": 0}
    this_year = (await tam.get(PATH)).json()
    assert this_year["year"] == 2026


async def test_who_had_it_is_told_to_whom_may_know_of_that_person(
    clients: IntakeClients, tam: Asker
) -> None:
    for user in ("ann", "bob"):
        await tam.put(f"{PATH}/speaker-series", {**SESSION, "user_id": user})
    users = {
        reader: {
            (it["user_id"], it["recorded_by"])
            for it in (await asker.get(f"{PATH}/speaker-series/uses?year=2026")).json()["items"]
        }
        for reader, asker in (("tess", tam), ("bob", clients.contact(user="bob")))
    }
    assert users == {
        "tess": {("ann", "tess"), ("bob", "tess")},
        "bob": {(None, None), ("bob", None)},
    }
    of_last_year = await tam.get(f"{PATH}/speaker-series/uses?year=2025")
    assert of_last_year.json()["items"] == []
    for_figures = await clients.role("analyst").get(f"{PATH}/speaker-series/uses")
    assert {it["recorded_by"] for it in for_figures.json()["items"]} == {None}


@pytest.mark.rule("CP-32")
async def test_what_the_plan_does_not_have_is_refused(clients: IntakeClients) -> None:
    await clients.customer("acme", "gold")
    asker = clients.role("tam")
    assert refused(await asker.put(f"{PATH}/fair-pass", PASS)) == (403, "plan-without-benefit")
    stranger = {**SESSION, "user_id": "zoe"}
    assert refused(await asker.put(f"{PATH}/speaker-series", stranger)) == (404, "unknown-user")
    unknown = await asker.put(f"{PATH}/free-lunch", PASS)
    assert refused(unknown) == (422, "invalid-request")


async def test_only_tam_and_admin_write_and_others_read_their_own(
    clients: IntakeClients, tam: Asker
) -> None:
    await clients.customer("bolt")
    use = (await tam.put(f"{PATH}/fair-pass", PASS)).json()
    withdrawal = f"{PATH}/fair-pass/uses/{use['use_id']}/withdraw"
    for other in (clients.agent, clients.contact(), clients.role("analyst")):
        assert (await other.put(f"{PATH}/fair-pass", PASS)).status_code == 403
        assert (await other.post(withdrawal, {"reason": "No"})).status_code == 403
    assert (await clients.admin.post(withdrawal, {"reason": "No"})).is_success
    for path in (PATH, f"{PATH}/fair-pass/uses"):
        assert refused(await clients.contact("bolt").get(path)) == (404, "unknown-customer")
        assert (await clients.agent.get(path)).status_code == 200


@pytest.mark.rule("CP-32")
async def test_a_plan_that_has_lapsed_gives_nothing_and_what_was_given_is_still_told(
    clients: IntakeClients, tam: Asker, store_clock: MovableClock
) -> None:
    """CP-4, CP-32: by dates, whatever has run."""
    await tam.put(f"{PATH}/fair-pass", PASS)
    await clients.admin.did("/v1/customers/acme/renewal-notice", {"given_on": "2026-03-02"})
    store_clock.move(timedelta(days=365))
    counts = await counts_of(clients.contact(), 2027)
    assert {it["in_plan"] for it in counts.values()} == {False}
    assert (counts["fair-pass"]["yearly"], counts["fair-pass"]["left"]) == (0, 0)
    assert (counts["tam-visit"]["yearly"], counts["tam-visit"]["left"]) == (0, 0)
    last_year = (await counts_of(clients.contact(), 2026))["fair-pass"]
    assert (last_year["in_plan"], last_year["uses"], last_year["left"]) == (True, {"given": 1}, 0)
