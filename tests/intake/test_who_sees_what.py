"""Public and internal apart, and a user's own and its team's cases only (CP-8, CP-11)."""

from typing import Any

import pytest

from tests.intake.intake_clients import Asker, IntakeClients, new_case

SECRETS = ("Eve Root", "we broke it", "whisper", "their fault", "priority games", "gone fishing")
COMMANDS: dict[str, object] = {
    "comment": {"text": "Hello"},
    "provide-information": {"text": "Hello"},
    "add-team-contact": {"user_id": "bob"},
    "reopen": {"text": "Hello"},
    "close": {},
}


async def eventful_case(clients: IntakeClients) -> str:
    """A P1 of ann's with all that support may do and write on it; its path."""
    case = await clients.case(priority="P1")
    path = f"/v1/cases/{case['case_id']}"
    commands: list[tuple[str, object]] = [
        ("assign", {"engineer_id": "eve"}),
        ("note", {"text": "whisper"}),
        ("respond", {"text": "public answer"}),
        ("hand-over", {"to_engineer_id": "max", "summary": "their administrator is Eve Root"}),
        ("escalate", {"level": 2, "reason": "we broke it"}),
        ("mark-unreachable", {"reason": "gone fishing"}),
        ("change-priority", {"priority": "P2", "reason": "priority games"}),
        ("request-information", {"text": "public question"}),
        ("comment", {"text": "public comment"}),
        ("exclude", {"reason": "non-payment", "text": "their fault"}),
    ]
    for command, body in commands:
        await clients.agent.did(f"{path}/{command}", body)
    return path


@pytest.mark.rule("CP-11")
async def test_a_contact_reads_the_public_side_of_a_history(clients: IntakeClients) -> None:
    await clients.customer()
    path = await eventful_case(clients)
    answer = await clients.contact().get(f"{path}/events")
    kinds = [entry["type"].removeprefix("intake.case.") for entry in answer.json()["items"]]
    assert not [kind for kind in kinds if kind.startswith(("noted", "handed-over", "assigned"))]
    assert not [secret for secret in (*SECRETS, '"eve"', '"max"') if secret in answer.text]
    for public in ("public answer", "public question", "public comment", "non-payment"):
        assert public in answer.text


async def test_support_reads_all_of_a_history(clients: IntakeClients) -> None:
    await clients.customer()
    path = await eventful_case(clients)
    text = (await clients.agent.get(f"{path}/events")).text
    assert not [secret for secret in SECRETS if secret not in text]


@pytest.mark.parametrize("role", ["analyst", "service"])
async def test_who_counts_reads_no_words_names_or_mails(clients: IntakeClients, role: Any) -> None:
    await clients.customer()
    path = await eventful_case(clients)
    asker = clients.role(role)
    history = await asker.get(f"{path}/events")
    assert len(history.json()["items"]) == 11
    everything = [
        history,
        await asker.get(path),
        await asker.get("/v1/cases"),
        await asker.get("/v1/customers"),
    ]
    everything.append(await asker.get("/v1/customers/acme"))
    text = "".join(answer.text for answer in everything)
    assert all(answer.status_code == 200 for answer in everything)
    for word in (*SECRETS, "public", "Labels do not print", "Since this morning", "@acme.example"):
        assert word not in text


async def test_a_contact_is_told_neither_the_engineer_nor_what_was_written_about_an_exclusion(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    path = await eventful_case(clients)
    for address in (path, "/v1/cases"):
        text = (await clients.contact().get(address)).text
        assert not [secret for secret in (*SECRETS, '"eve"', '"max"') if secret in text]
    assert (await clients.agent.get(path)).json()["exclusion_note"] == "their fault"


async def test_why_a_case_is_excluded_and_included_again_is_supports_alone(
    clients: IntakeClients,
) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}"
    words = {"reason": "non-payment", "text": "Mrs Smith did not pay"}
    await clients.agent.did(f"{path}/exclude", words)
    assert (await clients.contact().get(path)).json()["exclusion"] == "non-payment"
    assert (await clients.agent.get(path)).json()["exclusion_note"] == "Mrs Smith did not pay"
    await clients.agent.did(f"{path}/include", {"reason": "Mrs Smith did pay"})
    history = await clients.contact().get(f"{path}/events")
    assert [item["type"] for item in history.json()["items"]][-1] == "intake.case.included.v1"
    assert "Smith" not in history.text


async def test_pages_of_a_history_agree_with_the_whole(clients: IntakeClients) -> None:
    await clients.customer()
    path = await eventful_case(clients)
    whole = (await clients.contact().get(f"{path}/events")).json()["items"]
    shown: list[Any] = []
    address: str | None = f"{path}/events?limit=3"
    while address:
        page = (await clients.contact().get(address)).json()
        shown += page["items"]
        address = f"{path}/events?limit=3&cursor={page['next']}" if page["next"] else None
    assert shown == whole


async def test_a_note_is_supports_only(clients: IntakeClients) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}"
    assert (await clients.contact().post(f"{path}/note", {"text": "Hi"})).status_code == 403
    assert (await clients.role("tam").post(f"{path}/note", {"text": "Hi"})).status_code == 403
    await clients.agent.did(f"{path}/close", {})
    assert (
        await clients.agent.post(f"{path}/note", {"text": "They called to say thanks"})
    ).status_code == 200


@pytest.fixture
async def people(clients: IntakeClients) -> dict[str, Asker]:
    """Acme's: ann, authorized; bob, a user with a case of his own; cid, on that case's team; dan, a
    user; and nobody.
    """
    await clients.customer()
    for user in ("cid", "dan"):
        await clients.admin.did(
            "/v1/customers/acme/users",
            {"user_id": user, "name": user, "email": f"{user}@acme.example"},
        )
    return {user: clients.contact(user=user) for user in ("ann", "bob", "cid", "dan", "nobody")}


@pytest.mark.rule("CP-8")
async def test_lists_addresses_histories_and_commands_agree_on_who_sees_a_case(
    clients: IntakeClients, people: dict[str, Asker]
) -> None:
    anns = await clients.case()
    bobs = await people["bob"].did("/v1/cases", new_case(reporter_id="bob", priority="P1"))
    await people["ann"].did(f"/v1/cases/{bobs['case_id']}/add-team-contact", {"user_id": "cid"})
    sees = {
        "ann": {"anns", "bobs"},
        "bob": {"bobs"},
        "cid": {"bobs"},
        "dan": set(),
        "nobody": set(),
    }
    for user, asker in people.items():
        listed = {row["case_id"] for row in (await asker.get("/v1/cases")).json()["items"]}
        for name, case in (("anns", anns), ("bobs", bobs)):
            path = f"/v1/cases/{case['case_id']}"
            wanted = name in sees[user]
            assert (case["case_id"] in listed) == wanted, (user, name)
            for address in (path, f"{path}/events"):
                answer = await asker.get(address)
                assert answer.status_code == (200 if wanted else 404), (user, address)
            for command, body in COMMANDS.items() if not wanted else ():
                refused = await asker.post(f"{path}/{command}", body)
                assert (refused.status_code, refused.json()["code"]) == (404, "unknown-case"), (
                    user,
                    command,
                )


async def test_a_user_of_a_case_stays_out_of_the_others(
    clients: IntakeClients, people: dict[str, Asker]
) -> None:
    case = await clients.case()
    await people["ann"].did(f"/v1/cases/{case['case_id']}/add-team-contact", {"user_id": "dan"})
    assert (
        await people["dan"].post(f"/v1/cases/{case['case_id']}/comment", {"text": "Me too"})
    ).status_code == 200
    other = await clients.case()
    assert (await people["dan"].get(f"/v1/cases/{other['case_id']}")).status_code == 404


@pytest.mark.rule("CP-11")
async def test_a_customers_people_read_no_mail_address_but_their_own(
    clients: IntakeClients, people: dict[str, Asker]
) -> None:
    await clients.admin.did(
        "/v1/customers/acme/users",
        {
            "user_id": "root",
            "name": "Sam Sysadmin (system administrator)",
            "email": "sysadmin@acme.example",
        },
    )
    await clients.authorize("acme", "cid")
    seen = {"ann": {"ann", "cid"}, "cid": {"ann", "cid"}, "bob": {"bob"}, "dan": {"dan"}}
    for user, known in seen.items():
        answer = await people[user].get("/v1/customers/acme")
        listed = await people[user].get("/v1/customers")
        assert {row["user_id"] for row in answer.json()["users"]} == known
        for text in (answer.text, listed.text):
            assert "Sysadmin" not in text
            assert "sysadmin" not in text
            assert not [
                other
                for other in ("ann", "bob", "cid", "dan")
                if other != user and f"{other}@" in text
            ]


async def test_nobodys_token_finds_no_customer(
    clients: IntakeClients, people: dict[str, Asker]
) -> None:
    assert (await people["nobody"].get("/v1/customers/acme")).json()["code"] == "unknown-customer"
    assert (await people["nobody"].get("/v1/customers")).json()["items"] == []
    ghost = clients.contact("no-such-customer", "ann")
    assert (await ghost.get("/v1/cases")).json()["items"] == []
    assert (await ghost.get("/v1/customers")).json()["items"] == []


async def test_a_contact_does_not_learn_who_is_a_user(
    clients: IntakeClients, people: dict[str, Asker]
) -> None:
    known, unknown = [
        await people["bob"].post("/v1/cases", new_case(reporter_id=who)) for who in ("ann", "root")
    ]
    assert known.json() == unknown.json()
