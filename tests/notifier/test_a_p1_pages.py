"""From an event to a message, on real Postgres: who is called, how often, and when not at all."""

from datetime import timedelta

import pytest

from events.catalogue import case_events as case
from events.catalogue.topics import TOPICS
from tests.notifier.night import TEN, Night, good


async def test_a_p1_pages_who_is_on_call(night: Night) -> None:
    night.teller.names_customer()
    night.teller.opens("1")

    await night.run_due()

    address, message = night.provider.calls[0]
    assert address == "https://hooks.example/noa"
    assert message.facts.customer == "Lakeside Health"
    assert message.facts.what == "Line 4 stands still"
    assert message.facts.due_at == TEN + timedelta(hours=1)
    assert len(night.provider.calls) == 1


async def test_other_priorities_page_nobody(night: Night) -> None:
    for priority in ("P2", "P3", "P4"):
        night.teller.opens(priority, priority=priority)

    await night.run_due()

    assert night.provider.calls == []


async def test_a_case_raised_to_p1_pages(night: Night) -> None:
    night.teller.opens("1", priority="P3")
    night.teller.about_case(
        "1",
        case.CasePriorityChanged(
            case_id="1", old="P3", new="P1", changed_at=night.clock.now(), reason="worse"
        ),
    )

    await night.run_due()

    assert night.provider.reasons == ["p1-opened"]


async def test_imported_cases_never_page(night: Night) -> None:
    night.teller.opens("1", imported=True)
    night.teller.breaches("1", imported=True)

    await night.run_due()

    assert (await night.pages(), night.provider.calls) == ([], [])


async def test_a_call_that_joins_a_case_pages_nobody_again(night: Night) -> None:
    night.teller.opens("1")
    night.teller.about_case(
        "1", case.PhoneCallJoined(case_id="1", caller_id="tom", called_at=night.clock.now())
    )

    await night.run_due()

    assert len(night.provider.calls) == 1


async def test_nobody_answers_and_the_chain_goes_on_to_its_end(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()

    await night.pass_time(seconds=179)
    assert night.provider.addresses == ["https://hooks.example/noa"]
    await night.pass_time(seconds=1)
    assert night.provider.addresses == ["https://hooks.example/noa"] * 2
    await night.pass_time(seconds=180)
    assert night.provider.addresses[2:] == ["https://hooks.example/chidi"]
    await night.pass_time(seconds=180)

    assert [page.status for page in await night.pages()] == ["exhausted"]
    assert len(night.provider.calls) == 3


async def test_a_breach_pages_again(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    night.teller.breaches("1")

    await night.run_due()

    assert night.provider.reasons == ["p1-opened", "deadline-breached"]


async def test_an_answer_resolves_the_pages_of_its_case(night: Night) -> None:
    night.teller.opens("1")
    night.teller.opens("2")
    await night.run_due()
    night.teller.answers("1")

    await night.run_due()
    await night.pass_time(hours=1)

    by_case = {
        page.facts.case_id: (page.status, page.resolved_reason) for page in await night.pages()
    }
    assert by_case == {"1": ("resolved", "case-answered"), "2": ("raised", None)}
    assert [message.facts.case_id for _, message in night.provider.calls].count("1") == 1


async def test_a_p1_answered_before_we_saw_it_pages_nobody(night: Night) -> None:
    night.broker.hold(TOPICS["intake"])
    night.teller.opens("1")
    night.teller.answers("1")
    night.broker.release(TOPICS["intake"])

    await night.run_due()

    assert (await night.pages(), night.provider.calls) == ([], [])


async def test_a_breach_of_a_case_that_is_answered_by_now_pages_nobody(night: Night) -> None:
    night.teller.opens("1", priority="P3")
    night.teller.answers("1")
    await night.run_due()
    night.teller.breaches("1", priority="P3")

    await night.run_due()

    assert night.provider.calls == []


async def test_a_p1_that_is_none_any_more_stops_calling(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    night.teller.about_case(
        "1",
        case.CasePriorityChanged(
            case_id="1", old="P1", new="P3", changed_at=night.clock.now(), reason="better"
        ),
    )

    await night.pass_time(hours=1)

    assert [page.resolved_reason for page in await night.pages()] == ["priority-lowered"]
    assert len(night.provider.calls) == 1


async def test_a_warning_pages_only_where_a_rule_asks_for_it(night: Night) -> None:
    night.teller.opens("1", priority="P3")
    night.teller.warns("1")

    await night.run_due()

    assert await night.pages() == []


async def test_without_any_rule_a_p1_is_raised_and_exhausted_for_all_to_see(
    nobody_defined: Night,
) -> None:
    nobody_defined.teller.opens("1")

    await nobody_defined.run_due()

    assert [(page.status, page.policy_id) for page in await nobody_defined.pages()] == [
        ("exhausted", "")
    ]


async def test_a_page_that_came_late_says_how_late(night: Night) -> None:
    night.broker.hold(TOPICS["intake"])
    night.teller.opens("1")
    night.clock.move(timedelta(minutes=20))
    night.broker.release(TOPICS["intake"])

    await night.run_due()

    (page,) = await night.pages()
    assert [attempt.late_by_s for attempt in page.attempts] == [1200.0]


@pytest.mark.rule("CP-21")
async def test_a_platinum_p1_pages_the_desk_of_platinum(night: Night) -> None:
    async with night.client() as admin:
        for made, body in (
            (
                "escalation-policies",
                {
                    "policy_id": "platinum-desk",
                    "name": "Platinum desk",
                    "steps": [{"after_s": 0, "targets": [{"kind": "engineer", "id": "chidi"}]}],
                },
            ),
            (
                "routing-rules",
                {
                    "rule_id": "platinum",
                    "rank": 1,
                    "policy_id": "platinum-desk",
                    "reasons": ["p1-opened"],
                    "plans": ["platinum"],
                },
            ),
        ):
            good(await admin.post(f"/v1/{made}", json=body))
    night.teller.opens("1", plan="platinum")
    night.teller.opens("2", plan="gold")

    await night.run_due()

    async with night.client() as admin:
        pages = good(await admin.get("/v1/pages")).json()["items"]
    policies = {page["case_id"]: page["policy_id"] for page in pages}
    assert policies == {"1": "platinum-desk", "2": "standard"}
