"""A person or a policy paged by hand walks a chain, is acknowledged and ends like any other
page.
"""

from datetime import datetime, timedelta

import pytest

from events.catalogue import case_events as case
from events.catalogue.deadline_events import DeadlineResumed
from notifier.domain.page_message import title_of
from tests.notifier.night import Night, good


async def test_an_engineer_is_called_at_once_again_later_and_then_the_policys_people(
    night: Night,
) -> None:
    body = {
        "targets": [{"kind": "engineer", "id": "chidi"}, "standard"],
        "text": "Come to the bridge",
    }
    async with night.client("agent", "eva") as agent:
        made = good(await agent.post("/v1/pages", json=body)).json()
    await night.run_due()
    for _ in range(3):
        await night.pass_time(minutes=5)

    assert made["status"] == "raised"
    assert [address.rpartition("/")[2] for address in night.provider.addresses][:3] == [
        "chidi",
        "chidi",
        "noa",
    ]
    assert night.provider.calls[0][1].facts.what == "eva calls you: Come to the bridge"


async def test_the_same_key_is_the_same_page(night: Night) -> None:
    body = {"targets": ["chidi"], "text": "Come to the bridge"}
    async with night.client("oncall", "noa") as noa:
        key = {"Idempotency-Key": "one"}
        answers = [
            good(await noa.post("/v1/pages", json=body, headers=key)).json() for _ in range(2)
        ]
    await night.run_due()

    assert answers[0] == answers[1]
    assert len(night.provider.calls) == 1


async def test_it_is_acknowledged_like_any_other(night: Night) -> None:
    async with night.client("oncall", "noa") as noa:
        page = good(await noa.post("/v1/pages", json={"targets": ["chidi"], "text": "Help"})).json()
    await night.run_due()
    async with night.client("oncall", "chidi") as chidi:
        good(await chidi.post(f"/v1/pages/{page['page_id']}/acknowledge"))

    await night.pass_time(hours=1)

    assert len(night.provider.calls) == 1


async def test_about_a_case_it_says_all_of_it_and_ends_with_the_case(night: Night) -> None:
    night.teller.opens("1")
    due_at = night.clock.now() + timedelta(minutes=40)
    night.teller.tell("sla-clock", "deadline-1", "1", resumed(due_at))
    await night.run_due()
    async with night.client("oncall", "noa") as noa:
        body = {"targets": ["chidi"], "case_id": "1", "text": "I need a second pair of eyes"}
        page = good(await noa.post("/v1/pages", json=body)).json()
        await night.run_due()
        text = case.MessageText(text="x")
        night.teller.about_case(
            "1", case.CaseResolved(case_id="1", resolved_at=night.clock.now(), personal=text)
        )
        await night.run_due()
        seen = good(await noa.get(f"/v1/pages/{page['page_id']}")).json()

    facts = night.provider.calls[-1][1].facts
    assert title_of(facts) == "P1 CS-1 of lakeside needs you: somebody asks for you"
    assert (facts.case_subject, facts.due_at) == ("Line 4 stands still", due_at)
    assert (seen["status"], seen["subject"]) == ("resolved", "Line 4 stands still")


def resumed(due_at: datetime) -> DeadlineResumed:
    return DeadlineResumed(
        case_id="1",
        goal="first_response",
        kind="paused",
        resumed_at=due_at - timedelta(minutes=40),
        due_at=due_at,
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"targets": ["ghost"], "text": "x"}, "unknown-reference"),
        ({"targets": [{"kind": "policy", "id": "ghost"}], "text": "x"}, "unknown-reference"),
        ({"targets": ["chidi"], "case_id": "ghost", "text": "x"}, "unknown-reference"),
        ({"targets": [], "text": "x"}, "invalid"),
        ({"targets": ["chidi"], "text": " "}, "invalid"),
    ],
)
async def test_who_cannot_be_called_is_refused(
    night: Night, body: dict[str, object], code: str
) -> None:
    async with night.client("oncall", "noa") as noa:
        answer = await noa.post("/v1/pages", json=body)

    assert answer.status_code == 422
    if code != "invalid":
        assert answer.json()["code"] == code


async def test_a_contact_pages_nobody(night: Night) -> None:
    async with night.client("contact", "mei") as mei:
        answer = await mei.post("/v1/pages", json={"targets": ["chidi"], "text": "Help"})

    assert answer.status_code == 403
