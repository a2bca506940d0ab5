"""Who can be paged, and who is on call, over REST: definitions, bad input, roles, renderings and
the calendar feed.
"""

from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from tests.notifier.night import POLICY, RULE, SCHEDULE, Night, good
from webapi.identity import Role

PATHS = (
    "/v1/engineers",
    "/v1/schedules",
    "/v1/escalation-policies",
    "/v1/routing-rules",
    "/v1/on-call",
    "/v1/pages",
)


@pytest.fixture
async def admin(night: Night) -> AsyncIterator[httpx.AsyncClient]:
    async with night.client() as client:
        yield client


async def test_what_was_defined_is_listed(admin: httpx.AsyncClient) -> None:
    counts = {path: len(good(await admin.get(path)).json()["items"]) for path in PATHS}

    assert counts == {
        "/v1/engineers": 2,
        "/v1/schedules": 1,
        "/v1/escalation-policies": 1,
        "/v1/routing-rules": 1,
        "/v1/on-call": 1,
        "/v1/pages": 0,
    }


async def test_lists_come_in_pages(admin: httpx.AsyncClient) -> None:
    first = good(await admin.get("/v1/engineers?limit=1")).json()
    second = good(await admin.get(f"/v1/engineers?limit=1&cursor={first['next']}")).json()

    assert [
        first["items"][0]["engineer_id"],
        second["items"][0]["engineer_id"],
        second["next"],
    ] == [
        "chidi",
        "noa",
        None,
    ]


async def test_a_schedule_has_no_id_at_whose_address_a_calendar_is(
    admin: httpx.AsyncClient,
) -> None:
    body = {key: value for key, value in SCHEDULE.items() if key != "schedule_id"}
    put = await admin.put("/v1/schedules/x.ics", json=body)
    post = await admin.post("/v1/schedules", json={**body, "schedule_id": "x.ics"})

    for answer in (put, post):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
        assert [error["field"] for error in answer.json()["errors"]] == ["schedule_id"]
    good(await admin.put("/v1/schedules/x.ics.y", json=body))
    assert (await admin.get("/v1/schedules/x.ics.y")).status_code == 200


async def test_saying_the_same_again_changes_nothing(admin: httpx.AsyncClient) -> None:
    again = good(await admin.post("/v1/schedules", json=SCHEDULE))

    assert (again.status_code, again.headers["etag"]) == (201, '"1"')


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/engineers", {"engineer_id": "kim", "name": "Kim", "contact_methods": []}),
        ("/v1/schedules", SCHEDULE),
    ],
)
async def test_a_definition_is_read_where_its_answer_says(
    admin: httpx.AsyncClient, path: str, body: Mapping[str, object]
) -> None:
    made = good(await admin.post(path, json=body))

    assert good(await admin.get(made.headers["Location"])).json() == made.json()


async def test_a_page_by_hand_says_where_it_is(admin: httpx.AsyncClient) -> None:
    by_hand = good(await admin.post("/v1/pages", json={"targets": ["noa"], "text": "Call me"}))
    location = by_hand.headers["Location"]

    assert good(await admin.get(location)).json()["page_id"] == by_hand.json()["page_id"]


async def test_a_new_definition_needs_the_version_that_it_replaces_where_one_is_named(
    admin: httpx.AsyncClient,
) -> None:
    changed = {"name": "Noa R.", "contact_methods": []}

    stale = await admin.put("/v1/engineers/noa", json=changed, headers={"If-Match": '"7"'})
    fresh = await admin.put("/v1/engineers/noa", json=changed, headers={"If-Match": '"1"'})

    assert (stale.status_code, stale.json()["code"], fresh.status_code) == (
        412,
        "stale-version",
        200,
    )


async def test_the_same_key_gets_the_first_answer_again(admin: httpx.AsyncClient) -> None:
    body = {"engineer_id": "elsa", "name": "Elsa", "contact_methods": []}
    key = {"Idempotency-Key": "k1"}

    first = good(await admin.post("/v1/engineers", json=body, headers=key))
    again = good(await admin.post("/v1/engineers", json=body, headers=key))
    other = await admin.post("/v1/engineers", json={**body, "name": "Else"}, headers=key)

    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


LAYER = {
    "name": "l",
    "members": ["noa"],
    "starts_on": "2026-11-02",
    "handoff": "09:00",
    "zone": "UTC",
}


def engineer(**changes: object) -> dict[str, object]:
    return {"name": "X", "contact_methods": [], **changes}


def by(kind: str, address: str) -> dict[str, object]:
    return engineer(contact_methods=[{"kind": kind, "address": address}])


def schedule(**changes: object) -> dict[str, object]:
    return {"name": "S", "layers": [{**LAYER, **changes}]}


def policy(*targets: dict[str, str]) -> dict[str, object]:
    return {"name": "P", "steps": [{"after_s": 0, "targets": list(targets)}]}


COVER = {
    "engineer_id": "noa",
    "starts_at": "2026-11-20T10:00:00",
    "ends_at": "2026-11-20T11:00:00Z",
}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/engineers", by("fax", "1"), "contact_methods.0.kind"),
        ("/v1/engineers", by("webhook", "nowhere"), "contact_methods.0"),
        ("/v1/engineers", by("slack", "ftp://x.example"), "contact_methods.0"),
        ("/v1/engineers", by("email", "a@b.example,c@d.example"), "contact_methods.0"),
        ("/v1/engineers", engineer(name=" "), "name"),
        ("/v1/engineers", engineer(engineer_id="a b"), "engineer_id"),
        ("/v1/schedules", {"name": "S", "layers": []}, "layers"),
        ("/v1/schedules", schedule(handoff="9:00"), "layers.0.handoff"),
        ("/v1/schedules", schedule(zone="Mars/Olympus"), "layers.0.zone"),
        ("/v1/schedules", schedule(zone="/etc/passwd"), "layers.0.zone"),
        ("/v1/schedules", schedule(members=[]), "layers.0.members"),
        ("/v1/schedules", schedule(shift_days=0), "layers.0.shift_days"),
        ("/v1/schedules", schedule(weekdays=[8]), "layers.0.weekdays.0"),
        ("/v1/escalation-policies", {"name": "P", "steps": []}, "steps"),
        ("/v1/escalation-policies", policy(), "steps.0.targets"),
        ("/v1/routing-rules", {**RULE, "reasons": ["boredom"]}, "reasons.0"),
        ("/v1/routing-rules", {**RULE, "plans": ["bronze"]}, "plans.0"),
        ("/v1/schedules/front-line/overrides", COVER, "starts_at"),
    ],
)
async def test_bad_input_is_named_by_its_field(
    admin: httpx.AsyncClient, path: str, body: dict[str, object], field: str
) -> None:
    answer = await admin.post(path, json=body)

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_later_step_without_a_wait_is_refused(admin: httpx.AsyncClient) -> None:
    steps = [{"after_s": 0, "targets": [{"kind": "engineer", "id": "noa"}]}] * 2

    assert (
        await admin.post("/v1/escalation-policies", json={"name": "P", "steps": steps})
    ).status_code == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/schedules", schedule(members=["nobody"])),
        ("/v1/escalation-policies", policy({"kind": "schedule", "id": "x"})),
        ("/v1/routing-rules", {**RULE, "policy_id": "gone"}),
        ("/v1/drills", {"policy_id": "gone"}),
    ],
)
async def test_what_is_named_must_exist(
    admin: httpx.AsyncClient, path: str, body: dict[str, object]
) -> None:
    answer = await admin.post(path, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-reference")


async def test_shift_may_be_said_in_words(admin: httpx.AsyncClient) -> None:
    layer = {
        "name": "l",
        "members": ["noa", "chidi"],
        "starts_on": "2026-11-02",
        "handoff": "09:00",
        "zone": "UTC",
        "shift": "daily",
    }

    answer = good(
        await admin.put("/v1/schedules/days", json={"name": "Days", "layers": [layer]})
    ).json()

    assert answer["layers"][0]["shift_days"] == 1


async def test_who_is_on_call_and_until_when(admin: httpx.AsyncClient) -> None:
    (engineer,) = good(
        await admin.get("/v1/on-call?schedule=front-line&at=2026-11-16T22:00:00Z")
    ).json()["items"]

    assert (engineer["engineer_id"], engineer["name"], engineer["source"]) == (
        "noa",
        "Noa Rivera",
        "weekly",
    )
    assert (await admin.get("/v1/on-call?schedule=gone")).status_code == 404


async def test_an_override_takes_over_and_is_taken_back(admin: httpx.AsyncClient) -> None:
    cover = {
        "override_id": "o1",
        "engineer_id": "chidi",
        "starts_at": "2026-11-16T21:00:00Z",
        "ends_at": "2026-11-16T23:00:00Z",
    }
    good(await admin.post("/v1/schedules/front-line/overrides", json=cover))
    period = {"from": "2026-11-16T20:00:00Z", "to": "2026-11-17T00:00:00Z"}

    shifts = good(await admin.get("/v1/schedules/front-line", params=period)).json()["shifts"]
    assert [(shift["engineer_id"], shift["source"]) for shift in shifts] == [
        ("noa", "weekly"),
        ("chidi", "override"),
        ("noa", "weekly"),
    ]
    good(await admin.delete("/v1/schedules/front-line/overrides/o1"))
    assert (
        len(good(await admin.get("/v1/schedules/front-line", params=period)).json()["shifts"]) == 1
    )
    assert (await admin.delete("/v1/schedules/front-line/overrides/o1")).status_code == 404


async def test_a_period_that_is_backwards_or_endless_is_refused(admin: httpx.AsyncClient) -> None:
    for end in ("2026-11-15T20:00:00Z", "2029-11-15T20:00:00Z"):
        answer = await admin.get(
            "/v1/schedules/front-line", params={"from": "2026-11-16T20:00:00Z", "to": end}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "bad-period")


async def test_the_calendar_feed_is_a_calendar(admin: httpx.AsyncClient) -> None:
    name = "Nächte; und, Wochenenden " + "é" * 60
    good(await admin.put("/v1/schedules/front-line", json={**SCHEDULE_BODY, "name": name}))

    feed = good(await admin.get("/v1/schedules/front-line.ics"))

    lines = feed.content.split(b"\r\n")
    assert feed.headers["content-type"].startswith("text/calendar")
    assert max(len(line) for line in lines) <= 75
    unfolded = feed.text.replace("\r\n ", "")
    assert f"X-WR-CALNAME:On call: Nächte\\; und\\, Wochenenden {'é' * 60}" in unfolded
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") > 0
    assert lines[-2] == b"END:VCALENDAR"


SCHEDULE_BODY = {name: value for name, value in SCHEDULE.items() if name != "schedule_id"}


async def test_one_thing_can_be_read_by_its_id(admin: httpx.AsyncClient) -> None:
    assert (
        good(await admin.get("/v1/escalation-policies/standard")).json()["steps"][0]["repeat"] == 1
    )
    assert good(await admin.get("/v1/routing-rules/everything")).json()["rank"] == RULE["rank"]
    assert good(await admin.get("/v1/engineers/noa")).headers["etag"] == '"1"'
    for path in (
        "/v1/engineers/x",
        "/v1/schedules/x",
        "/v1/escalation-policies/x",
        "/v1/routing-rules/x",
    ):
        assert (await admin.get(path)).status_code == 404


async def test_addresses_are_shown_to_an_admin_and_to_their_owner_only(night: Night) -> None:
    seen = {}
    asking: list[tuple[Role, str]] = [
        ("admin", "boss"),
        ("oncall", "noa"),
        ("oncall", "chidi"),
        ("agent", "ann"),
    ]
    for role, user in asking:
        async with night.client(role, user) as client:
            method = good(await client.get("/v1/engineers/noa")).json()["contact_methods"][0]
            seen[user] = method["address"] is not None

    assert seen == {"boss": True, "noa": True, "chidi": False, "ann": False}


async def test_a_contact_gets_nothing_anywhere(night: Night) -> None:
    async with night.client("contact", "mei") as contact:
        answers = [await contact.get(path) for path in PATHS]
        answers += [
            await contact.post("/v1/drills", json={}),
            await contact.post("/v1/pages/x/acknowledge"),
        ]
        answers += [
            await contact.get("/v1/schedules/front-line.ics"),
            await contact.get("/v1/pages/x"),
        ]

    assert {answer.status_code for answer in answers} == {403}


async def test_only_an_admin_says_who_can_be_paged(night: Night) -> None:
    for role in ("oncall", "agent"):
        async with night.client(role) as client:
            assert (await client.post("/v1/escalation-policies", json=POLICY)).status_code == 403
            assert (
                await client.put("/v1/engineers/noa", json={"name": "N", "contact_methods": []})
            ).status_code == 403
