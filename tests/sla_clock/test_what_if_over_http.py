"""`POST /v1/what-if`: a period as it was and as it would have been, and who may ask."""

from collections.abc import Mapping
from typing import Any

import pytest

from events.catalogue.case_events import CaseResponded
from events.catalogue.terms import Priority
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.made_up_cases import HAPPENINGS
from tests.sla_clock.promises import TEXT, at, hours, opened
from webapi.identity import Role

MONDAY = at("2026-11-16 09:00")
WEEK = {"from": "2026-11-16", "to": "2026-11-22"}
Json = dict[str, Any]


async def answered(clock: Clockwork, case_id: str, after_hours: float) -> None:
    """A case of Monday morning was answered so many hours later."""
    when = MONDAY + hours(after_hours)
    answer = CaseResponded(
        case_id=case_id, responder_id="kim", responded_at=when, first=True, personal=TEXT
    )
    await clock.tell(answer, case_id, when)


async def three_cases(clock: Clockwork) -> None:
    """Three gold cases of Monday: P2s (12 hours) answered after 3 and 10, a P1 (1) after 2."""
    cases: Mapping[str, Priority] = {"quick": "P2", "slow": "P2", "urgent": "P1"}
    for case_id, priority in cases.items():
        await clock.tell(opened(case_id, MONDAY, priority), case_id)
    await answered(clock, "urgent", 2)
    await answered(clock, "quick", 3)
    await answered(clock, "slow", 10)
    await clock.until(at("2026-11-20 09:00"))


async def answer_to(clock: Clockwork, **different: object) -> Json:
    """The answer to a question on that week."""
    response = await clock.post("/v1/what-if", {**WEEK, **different}, "tam")
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def line(answer: Json, priority: Priority, side: str) -> tuple[int, int, float | None]:
    """How many cases of a priority were met and missed, and the attainment."""
    (counts,) = [one[side] for one in answer["by_priority"] if one["priority"] == priority]
    return counts["met"], counts["missed"], counts["attainment"]


async def test_a_shorter_target_would_have_been_missed_and_the_case_says_why(
    clock: Clockwork,
) -> None:
    await three_cases(clock)
    answer = await answer_to(clock, targets={"P2": "8 hours"})

    assert line(answer, "P2", "was") == (2, 0, 100.0)
    assert line(answer, "P2", "would_be") == (1, 1, 50.0)
    assert line(answer, "P1", "was") == line(answer, "P1", "would_be") == (0, 1, 0.0)
    (different,) = answer["different_cases"]
    assert different["number"] == "CS-slow"
    assert (different["was"]["verdict"], different["would_be"]["verdict"]) == ("met", "breached")
    assert different["why"] == (
        "due 2026-11-16 17:00 EST instead of 2026-11-16 21:00 EST: "
        "8 working hours for a P2 instead of 12 working hours"
    )
    assert (answer["different"], answer["facts_since"], answer["lacking"]) == (1, None, 0)


async def test_a_longer_target_would_have_been_met(clock: Clockwork) -> None:
    await three_cases(clock)
    answer = await answer_to(clock, targets={"P1": "2 hours"})
    assert line(answer, "P1", "would_be") == (1, 0, 100.0)


async def test_what_happened_after_the_verdict_counts_where_it_would_have_come_first(
    clock: Clockwork,
) -> None:
    """A wait that began after the breach stops the longer clock that would still have run."""
    await clock.tell(opened("c1", MONDAY, "P1"), "c1")
    for hour, what in ((2, "ask"), (30, "tell"), (31, "respond")):
        when = MONDAY + hours(hour)
        await clock.tell(HAPPENINGS[what]("c1", when, "P1"), "c1", when)
    await clock.until(at("2026-11-20 09:00"))
    longer = await answer_to(clock, targets={"P1": "4 hours"})
    assert line(longer, "P1", "would_be") == (1, 0, 100.0)
    shorter = await answer_to(clock, targets={"P1": "90 minutes"})
    assert line(shorter, "P1", "would_be") == (0, 1, 0.0)


async def test_a_question_changes_nothing(clock: Clockwork) -> None:
    await three_cases(clock)
    before = await clock.all_events()
    rows = "select state_data::text from sla_clock.deadline order by case_id, goal"
    kept = await clock.built.pool.fetch(rows)
    await answer_to(clock, plan="silver", terms_version="2010.5")
    assert await clock.all_events() == before
    assert await clock.built.pool.fetch(rows) == kept


async def test_without_a_change_of_substance_nothing_differs(clock: Clockwork) -> None:
    await three_cases(clock)
    answer = await answer_to(clock, plan="gold")
    assert (answer["different"], answer["was"]) == (0, answer["would_be"])


async def test_a_question_may_be_of_one_customer_and_one_day(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY, customer_id="acme"), "c1")
    await clock.tell(opened("c2", MONDAY, customer_id="borealis"), "c2")
    await clock.until(MONDAY + hours(72))
    assert (await answer_to(clock, plan="silver", customer_id="acme"))["cases"] == 1
    # Monday, 9 o'clock in Detroit, is Monday in Auckland no more.
    auckland = {"to": "2026-11-16", "zone": "Pacific/Auckland"}
    assert (await answer_to(clock, plan="silver", **auckland))["cases"] == 0
    assert (await answer_to(clock, plan="silver", to="2026-11-16"))["cases"] == 2


async def test_only_as_many_cases_are_told_as_are_asked_for_and_all_are_counted(
    clock: Clockwork,
) -> None:
    await three_cases(clock)
    answer = await answer_to(clock, targets={"P2": "1 hour"}, shown=1)
    assert (answer["different"], len(answer["different_cases"])) == (2, 1)


async def test_cases_of_which_facts_are_missing_are_counted(clock: Clockwork) -> None:
    await three_cases(clock)
    pool = clock.built.pool
    await pool.execute("delete from sla_clock.case_opening where case_id = 'slow'")
    await pool.execute("delete from sla_clock.case_fact where case_id = 'quick'")
    await pool.execute("insert into sla_clock.facts_missing values (0, 9, '2026-11-17T00:00Z')")
    answer = await answer_to(clock, plan="silver")
    assert (answer["cases"], answer["lacking"]) == (2, 2)
    assert answer["facts_since"] == "2026-11-17T00:00:00Z"


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({}, "nothing-different"),
        ({"plan": "diamond"}, "invalid-request"),
        ({"terms_version": "1999.1"}, "unknown-terms"),
        ({"calendar": {"calendar_id": "lunar"}}, "unknown-calendar"),
        ({"calendar": {"calendar_id": "us-federal", "version": 99}}, "unknown-calendar"),
        ({"targets": {"P2": "soon"}}, "no-such-promise"),
        ({"targets": {"P9": "1 hour"}}, "invalid-request"),
        ({"plan": "silver", "to": "2026-11-15"}, "invalid-request"),
        ({"plan": "silver", "zone": "Mars/Olympus"}, "invalid-request"),
        ({"plan": "silver", "from": "yesterday"}, "invalid-request"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    clock: Clockwork, different: Json, code: str
) -> None:
    response = await clock.post("/v1/what-if", {**WEEK, **different}, "analyst")
    assert (response.status_code, response.json()["code"]) == (422, code), response.text


async def test_a_target_that_no_plan_can_have_is_refused(clock: Clockwork) -> None:
    await three_cases(clock)
    body = {**WEEK, "targets": {"P1": "2 business days"}}
    response = await clock.post("/v1/what-if", body, "admin")
    assert (response.status_code, response.json()["code"]) == (422, "no-such-promise")


async def test_more_cases_than_are_judged_at_once_are_refused_with_their_number(
    clock: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three_cases(clock)
    monkeypatch.setattr("sla_clock.api.what_if_route.MOST_CASES", 2)
    response = await clock.post("/v1/what-if", {**WEEK, "plan": "silver"}, "tam")
    body = response.json()
    assert (body["code"], body["cases"], body["most"]) == ("too-many-cases", 3, 2)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("contact", 403),
        ("agent", 403),
        ("oncall", 403),
        ("service", 403),
        ("tam", 200),
        ("analyst", 200),
        ("admin", 200),
    ],
)
async def test_who_may_ask(clock: Clockwork, role: Role, status: int) -> None:
    response = await clock.client.post(
        "/v1/what-if",
        json={**WEEK, "plan": "silver"},
        headers=clock.bearer(role, "acme" if role == "contact" else None),
    )
    assert response.status_code == status
