"""Maintenance over REST: who records it, who reads it, and a customer's year (CP-33)."""

from datetime import UTC, datetime

import httpx
import pytest

from events.clock import MovableClock
from tests.intake.intake_clients import Asker, IntakeClients

PATH = "/v1/customers/acme"
WEEKLY = {"every": "week", "first_on": "2026-01-04", "starts_at": "22:00", "minutes": 180}
# A Sunday evening in Detroit.
DONE = {
    "window": "weekly",
    "started_at": "2026-02-02T03:10:00Z",
    "ended_at": "2026-02-02T03:50:00Z",
}


async def with_promise(clients: IntakeClients, customer_id: str = "acme") -> None:
    """A customer with Enhanced Business Continuity, whose user `ann` is known."""
    await clients.admin.did(
        "/v1/customers",
        {
            "customer_id": customer_id,
            "name": customer_id,
            "plan": "gold",
            "term": {"starts_on": "2026-01-01", "ends_on": "2026-12-31"},
            "ebc": True,
        },
    )
    person = {"user_id": "ann", "name": "Ann", "email": "ann@acme.example"}
    await clients.admin.did(f"/v1/customers/{customer_id}/users", person)


def tam(clients: IntakeClients) -> Asker:
    return clients.role("tam", "tess")


async def scheduled(clients: IntakeClients) -> Asker:
    await with_promise(clients)
    answer = await tam(clients).put(f"{PATH}/maintenance-windows/weekly", WEEKLY)
    assert answer.status_code == 200, answer.text
    return tam(clients)


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.rule("CP-33")
async def test_a_year_shows_what_counts_what_does_not_and_what_is_left(
    clients: IntakeClients,
) -> None:
    asker = await scheduled(clients)
    await asker.did(f"{PATH}/maintenance", {**DONE, "text": "The label server"})
    await asker.did(f"{PATH}/maintenance", {**DONE, "window": None})
    answer = await clients.contact().get(f"{PATH}/continuity/2026")
    year = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"3"')
    assert (year["ebc"], year["broken"], year["zone"]) == (True, [], "America/Detroit")
    february = year["months"][1]
    assert february == {
        "month": 2,
        "state": "over",
        "minutes": 40,
        "unscheduled_minutes": 40,
        "allowance": 60,
        "broke_promise": False,
    }
    assert [month["state"] for month in year["months"][2:4]] == ["running", "to-come"]
    assert year["months"][3]["allowance"] is None
    assert year["allowances"] == [
        {"minutes": 60, "months": 10, "used_by": [1, 2, 3], "left": 7},
        {"minutes": 240, "months": 2, "used_by": [], "left": 2},
    ]


@pytest.mark.rule("CP-33")
async def test_a_long_month_takes_a_long_allowance_and_a_third_breaks_the_promise(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    asker = await scheduled(clients)
    store_clock.move_to(datetime(2026, 6, 1, 12, tzinfo=UTC))
    for day, hours in (("01-12", 2), ("02-09", 3), ("04-13", 1.5)):
        minutes = int(hours * 60)
        await asker.did(
            f"{PATH}/maintenance",
            {
                "window": "weekly",
                "started_at": f"2026-{day}T03:00:00Z",
                "ended_at": f"2026-{day}T{3 + minutes // 60:02}:{minutes % 60:02}:00Z",
            },
        )
    year = (await asker.get(f"{PATH}/continuity/2026")).json()
    assert year["broken"] == [4]
    assert year["allowances"][1]["used_by"] == [1, 2]


async def test_a_customer_reads_its_maintenance_and_nothing_internal(
    clients: IntakeClients,
) -> None:
    asker = await scheduled(clients)
    await with_promise(clients, "bolt")
    await asker.did(f"{PATH}/maintenance", {**DONE, "maintenance_id": "m1", "text": "Eve slept"})
    for reader, note in ((asker, "Eve slept"), (clients.contact(), None)):
        [item] = (await reader.get(f"{PATH}/maintenance")).json()["items"]
        assert (item["maintenance_id"], item["minutes"], item["counts"]) == ("m1", 40, True)
        assert item["note"] == note
        assert item["recorded_by"] == ("tess" if note else None)
    for path in ("maintenance", "maintenance-windows", "continuity/2026"):
        other = await clients.contact("bolt").get(f"{PATH}/{path}")
        assert refused(other) == (404, "unknown-customer")
        assert (await clients.agent.get(f"{PATH}/{path}")).status_code == 200


async def test_only_tam_and_admin_write(clients: IntakeClients) -> None:
    asker = await scheduled(clients)
    await asker.did(f"{PATH}/maintenance", {**DONE, "maintenance_id": "m1"})
    reason = {"reason": "Wrong"}
    for other in (clients.agent, clients.contact(), clients.role("analyst")):
        answers = [
            await other.put(f"{PATH}/maintenance-windows/weekly", WEEKLY),
            await other.post(f"{PATH}/maintenance", DONE),
            await other.put(f"{PATH}/maintenance/m1", {**DONE, **reason}),
            await other.post(f"{PATH}/maintenance/m1/withdraw", reason),
        ]
        assert [answer.status_code for answer in answers] == [403] * 4
    assert (await clients.admin.post(f"{PATH}/maintenance/m1/withdraw", reason)).is_success


async def test_maintenance_is_corrected_and_withdrawn(clients: IntakeClients) -> None:
    asker = await scheduled(clients)
    made = await asker.post(f"{PATH}/maintenance", DONE, Idempotency_Key="k1")
    again = await asker.post(f"{PATH}/maintenance", DONE, Idempotency_Key="k1")
    assert (made.status_code, again.json()) == (201, made.json())
    path = f"{PATH}/maintenance/{made.json()['maintenance_id']}"
    longer = {**DONE, "ended_at": "2026-02-02T04:20:00Z", "reason": "The wrong line"}
    corrected = (await asker.put(path, longer)).json()
    assert (corrected["minutes"], corrected["corrected"]) == (70, True)
    year = (await asker.get(f"{PATH}/continuity/2026")).json()
    assert year["allowances"][1] == {"minutes": 240, "months": 2, "used_by": [2], "left": 1}
    withdrawn = await asker.did(f"{path}/withdraw", {"reason": "Another customer's"})
    assert (withdrawn["withdrawn"], withdrawn["counts"]) == (True, False)
    year = (await asker.get(f"{PATH}/continuity/2026")).json()
    assert year["months"][1]["minutes"] == 0


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"window": "monthly"}, 404, "unknown-window"),
        ({"ended_at": DONE["started_at"]}, 422, "maintenance-ends-before-it-starts"),
        ({"ended_at": "2026-03-09T00:00:00Z"}, 422, "maintenance-in-the-future"),
        ({"started_at": "2026-02-02T02:00:00"}, 422, "time-without-zone"),
        ({"minutes": 40}, 422, "invalid-request"),
    ],
)
async def test_what_cannot_be_is_refused(
    clients: IntakeClients, changes: dict[str, object], status: int, code: str
) -> None:
    asker = await scheduled(clients)
    before = await clients.events()
    assert refused(await asker.post(f"{PATH}/maintenance", {**DONE, **changes})) == (status, code)
    assert await clients.events() == before


async def test_whether_it_was_scheduled_must_be_said(clients: IntakeClients) -> None:
    asker = await scheduled(clients)
    times = {name: DONE[name] for name in ("started_at", "ended_at")}
    assert refused(await asker.post(f"{PATH}/maintenance", times)) == (422, "invalid-request")


@pytest.mark.rule("CP-33")
async def test_minutes_over_a_months_end_count_for_both_months_in_the_vendors_zone(
    clients: IntakeClients, store_clock: MovableClock
) -> None:
    asker = await scheduled(clients)
    store_clock.move_to(datetime(2026, 6, 2, 12, tzinfo=UTC))
    # From 22:00 of the last of May, a Sunday, to 01:00 in Detroit.
    over_midnight = {
        "window": "weekly",
        "started_at": "2026-06-01T02:00:00Z",
        "ended_at": "2026-06-01T05:00:00Z",
    }
    await asker.did(f"{PATH}/maintenance", over_midnight)
    year = (await asker.get(f"{PATH}/continuity/2026")).json()
    assert [month["minutes"] for month in year["months"][4:6]] == [120, 60]


@pytest.mark.rule("CP-33")
async def test_a_customer_without_the_promise_has_an_empty_year(clients: IntakeClients) -> None:
    await clients.customer()
    answer = await tam(clients).put(f"{PATH}/maintenance-windows/weekly", WEEKLY)
    assert refused(answer) == (403, "ebc-required")
    year = (await tam(clients).get(f"{PATH}/continuity/2026")).json()
    assert (year["ebc"], year["broken"]) == (False, [])
    unknown = await tam(clients).get("/v1/customers/nobody/continuity/2026")
    assert refused(unknown) == (404, "unknown-customer")
    assert (await tam(clients).get(f"{PATH}/continuity/9999")).status_code == 422


async def test_lists_of_maintenance_come_in_pages(clients: IntakeClients) -> None:
    asker = await scheduled(clients)
    for day in (19, 26, 12):
        body = {
            "window": "weekly",
            "started_at": f"2026-01-{day}T03:00:00Z",
            "ended_at": f"2026-01-{day}T03:10:00Z",
        }
        await asker.did(f"{PATH}/maintenance", body)
    first = (await asker.get(f"{PATH}/maintenance?limit=2")).json()
    rest = (await asker.get(f"{PATH}/maintenance?limit=2&cursor={first['next']}")).json()
    days = [item["started_at"][8:10] for item in (*first["items"], *rest["items"])]
    assert (days, rest["next"]) == (["12", "19", "26"], None)
    await asker.put(
        f"{PATH}/maintenance-windows/weekly", {**WEEKLY, "first_on": "2026-04-01", "minutes": 60}
    )
    windows = (await asker.get(f"{PATH}/maintenance-windows")).json()["items"]
    assert [(it["first_on"], it["last_on"], it["minutes"]) for it in windows] == [
        ("2026-01-04", "2026-03-31", 180),
        ("2026-04-01", None, 60),
    ]
