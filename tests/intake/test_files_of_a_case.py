"""A case refers to files by text alone: who may, who reads it, and what is refused."""

from typing import Any

import pytest

from events.catalogue.case_events import CaseFileAdded
from intake.domain.case_files import MOST_FILES
from tests.intake.intake_clients import IntakeClients, new_case

SHA256 = "0123456789abcdef" * 4
FILE: dict[str, Any] = {
    "name": "controller.log",
    "url": "https://files.acme.example/controller.log?v=3#end",
    "size": 20_480,
    "sha256": SHA256,
}


def path(case: Any) -> str:
    return f"/v1/cases/{case['case_id']}/add-file"


async def test_files_are_named_at_the_opening_and_later_by_both_sides(
    clients: IntakeClients,
) -> None:
    await clients.customer("acme")
    ann, upper = clients.contact(), {**FILE, "sha256": SHA256.upper()}
    case = await ann.did("/v1/cases", {**new_case(), "files": [FILE, upper]})
    await clients.agent.did(path(case), {**FILE, "name": "patch.zip", "size": 0})
    await ann.did(path(case), {**FILE, "name": "trace.txt"})

    seen = (await ann.get(f"/v1/cases/{case['case_id']}")).json()["files"]
    assert [(it["name"], it["size"], it["added_by"]) for it in seen] == [
        ("controller.log", 20_480, "ann"),
        ("patch.zip", 0, "support"),
        ("trace.txt", 20_480, "ann"),
    ]
    assert {key: seen[0][key] for key in FILE} == FILE
    of_support = (await clients.agent.get(f"/v1/cases/{case['case_id']}")).json()["files"]
    assert [it["added_by"] for it in of_support] == ["ann", "eve", "ann"]
    # Who only counts is told no word of anybody.
    counted = await clients.role("analyst").get(f"/v1/cases/{case['case_id']}")
    assert counted.json()["files"] == []


async def test_the_feed_and_the_history_tell_of_files(clients: IntakeClients) -> None:
    await clients.customer("acme")
    case = await clients.case(files=[FILE])

    feed = (await clients.contact().get("/v1/events")).json()["items"]
    [item] = [it for it in feed if it["type"].startswith("intake.case.file-added.")]
    assert item["data"]["personal"] == {"name": FILE["name"], "url": FILE["url"]}
    assert (item["data"]["author_id"], item["data"]["size"]) == ("support", FILE["size"])
    assert case["files"][0]["added_by"] == "eve"


async def test_whoever_must_not_know_of_a_case_adds_nothing_to_it(clients: IntakeClients) -> None:
    await clients.customer("acme")
    await clients.customer("globex")
    case = await clients.case()

    assert (await clients.contact("globex").post(path(case), FILE)).status_code == 404
    assert (await clients.contact("acme", "bob").post(path(case), FILE)).status_code == 404
    assert (await clients.role("analyst").post(path(case), FILE)).status_code == 403


async def test_a_customers_file_wakes_a_case_that_waits(clients: IntakeClients) -> None:
    await clients.customer("acme")
    case = await clients.case()
    ask = f"/v1/cases/{case['case_id']}/request-information"
    await clients.agent.did(ask, {"text": "Please send the log."})

    assert (await clients.contact().did(path(case), FILE))["status"] == "open"


async def test_a_call_that_joins_a_p1_brings_its_files(clients: IntakeClients) -> None:
    await clients.customer("acme")
    case = await clients.case(priority="P1")
    call = new_case(priority="P1", channel="phone", same_as=case["case_id"], files=[FILE])

    joined = await clients.agent.post("/v1/cases", call)

    assert joined.status_code == 200
    assert [it["name"] for it in joined.json()["files"]] == ["controller.log"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sha256", "0123456789abcdef" * 4 + "0"),
        ("sha256", "g" * 64),
        ("sha256", ""),
        ("size", -1),
        ("size", 2**53),
        ("size", 1.5),
        ("size", "12"),
        ("size", True),
        ("url", "javascript:alert(1)"),
        ("url", "ftp://files.example.com/a"),
        ("url", "file:///etc/passwd"),
        ("url", "https://"),
        ("url", "https://[::1/a"),
        ("url", "https://user:word@files.example.com/a"),
        ("url", "https://files.example.com/a b"),
        ("url", "https://files.example.com/\n"),
        ("url", "https://files.example.com/" + "a" * 2000),
        ("name", ""),
        ("name", "two\nlines"),
        ("name", "a" * 201),
        ("name", "\u202etxt.exe"),
        ("kind", "log"),
    ],
)
async def test_what_is_no_reference_is_refused_with_its_field(
    clients: IntakeClients, field: str, value: object
) -> None:
    await clients.customer("acme")
    case = await clients.case()
    wrong = {**FILE, field: value}

    added = await clients.contact().post(path(case), wrong)
    opened = await clients.agent.post("/v1/cases", {**new_case(), "files": [wrong]})

    for answer, at in ((added, field), (opened, f"files.0.{field}")):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
        assert [error["field"] for error in answer.json()["errors"]] == [at]


async def test_a_case_refers_to_a_bounded_number_of_files(clients: IntakeClients) -> None:
    await clients.customer("acme")
    files = [{**FILE, "size": size} for size in range(MOST_FILES)]
    too_many = await clients.agent.post("/v1/cases", {**new_case(), "files": [*files, FILE]})
    case = await clients.case(files=files)
    more = await clients.agent.post(path(case), FILE)

    assert (too_many.status_code, too_many.json()["errors"][0]["field"]) == (422, "files")
    assert (more.status_code, more.json()["code"]) == (409, "too-many-files")


async def test_what_somebody_says_of_a_file_is_sealed_as_their_words(
    clients: IntakeClients,
) -> None:
    await clients.customer("acme")
    case = await clients.case()
    await clients.contact("acme", "ann").did(path(case), FILE)
    erase = "/v1/customers/acme/users/ann/personal-data"
    gone = await clients.admin.ask("DELETE", erase, {"reason": "person-asked"})

    assert gone.is_success, gone.text
    [file] = (await clients.agent.get(f"/v1/cases/{case['case_id']}")).json()["files"]
    assert (file["name"], file["url"]) == ("erased", "erased")
    assert (file["size"], file["added_by"]) == (FILE["size"], "ann")
    recorded = await clients.store.read_stream(f"case-{case['case_id']}", case["case_id"])
    [event] = [it.data for it in recorded if isinstance(it.data, CaseFileAdded)]
    assert event.personal.name == "erased"
