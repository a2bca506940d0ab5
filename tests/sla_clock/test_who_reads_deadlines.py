"""A customer's people read the deadlines of their own and their team's cases.

Its authorized contacts read all (CP-8).
"""

from typing import Any

import pytest

from events.catalogue.case_events import (
    ContactUnreachable,
    MessageText,
    TeamContactAdded,
    TeamContactRemoved,
)
from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    ContactAuthorized,
    PersonName,
    Reason,
    UserAdded,
    UserRemoved,
)
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import at, hours, opened
from webapi.identity import make_token

MONDAY = at("2026-03-02 15:00")
WORDS = "their administrator Eve Root is on holiday"


@pytest.fixture
async def clock_of_two(clock: Clockwork) -> Clockwork:
    """Two P1s of acme's that u1 logged; ann is its liaison, bob is on the team of the second."""
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    await clock.tell(opened("c2", MONDAY, "P1"), "c2", MONDAY)
    await clock.tell(TeamContactAdded(case_id="c2", user_id="bob"), "c2", MONDAY)
    await clock.tell(ContactAuthorized(customer_id="acme", user_id="ann"), "acme", MONDAY)
    unreachable = ContactUnreachable(
        case_id="c2", recorded_by="eve", unreachable_at=MONDAY, reason=WORDS
    )
    await clock.tell(unreachable, "c2", MONDAY)
    await clock.until(MONDAY + hours(0.25))
    return clock


async def ask(clock: Clockwork, user: str, path: str, customer: str = "acme") -> tuple[int, Any]:
    token = make_token(clock.settings, "contact", customer_id=customer, user_id=user)
    answer = await clock.client.get(path, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


@pytest.mark.rule("CP-8")
@pytest.mark.parametrize(
    ("user", "reads"),
    [("u1", {"c1", "c2"}), ("ann", {"c1", "c2"}), ("bob", {"c2"}), ("dan", set())],
)
async def test_lists_and_addresses_agree_on_who_reads_a_deadline(
    clock_of_two: Clockwork, user: str, reads: set[str]
) -> None:
    _, listed = await ask(clock_of_two, user, "/v1/deadlines?state=all")
    assert {row["case_id"] for row in listed["items"]} == reads
    for case_id in ("c1", "c2"):
        for path in (
            f"/v1/cases/{case_id}/deadlines",
            f"/v1/cases/{case_id}/deadlines/first_response/explanation",
        ):
            status, _ = await ask(clock_of_two, user, path)
            assert status == (200 if case_id in reads else 404), path


async def test_an_authorized_contact_of_another_customer_reads_nothing(
    clock_of_two: Clockwork,
) -> None:
    await clock_of_two.tell(ContactAuthorized(customer_id="globex", user_id="ann"), "globex")
    await clock_of_two.catch_up()
    assert (await ask(clock_of_two, "ann", "/v1/cases/c1/deadlines", "globex"))[0] == 404
    assert (await ask(clock_of_two, "u1", "/v1/cases/c1/deadlines", "globex"))[0] == 404


async def test_who_is_no_longer_authorized_reads_its_own_only(clock_of_two: Clockwork) -> None:
    await clock_of_two.tell(ContactAuthorizationRevoked(customer_id="acme", user_id="ann"), "acme")
    await clock_of_two.catch_up()
    assert (await ask(clock_of_two, "ann", "/v1/cases/c1/deadlines"))[0] == 404


async def test_a_contact_is_told_why_the_clock_stood_in_the_words_of_the_rule(
    clock_of_two: Clockwork,
) -> None:
    path = "/v1/cases/c2/deadlines/first_response/explanation"
    _, answer = await ask(clock_of_two, "ann", path)
    [stretch] = answer["stretches"]
    assert (stretch["reason"], stretch["recorded_by"]) == (
        "nobody at the customer could be reached",
        None,
    )
    assert "Eve Root" not in str(answer)
    [whole] = (await clock_of_two.get(path)).json()["stretches"]
    assert (whole["reason"], whole["recorded_by"]) == (WORDS, "eve")


async def test_who_left_the_team_reads_no_deadline_of_the_case(clock_of_two: Clockwork) -> None:
    left = TeamContactRemoved(
        case_id="c2", user_id="bob", removed_by="ann", personal=MessageText(text="He left.")
    )
    await clock_of_two.tell(left, "c2", MONDAY + hours(0.25))
    await clock_of_two.until(MONDAY + hours(0.5))
    assert (await ask(clock_of_two, "bob", "/v1/cases/c2/deadlines"))[0] == 404
    again = TeamContactAdded(case_id="c2", user_id="bob")
    await clock_of_two.tell(again, "c2", MONDAY + hours(0.5))
    await clock_of_two.until(MONDAY + hours(0.6))
    assert (await ask(clock_of_two, "bob", "/v1/cases/c2/deadlines"))[0] == 200


async def test_a_removed_user_reads_no_deadline_of_a_case_that_is_read_later(
    clock_of_two: Clockwork,
) -> None:
    """A customer's events and its cases' have no order between them; added again, it reads."""
    gone = UserRemoved(
        customer_id="acme", user_id="u1", removed_by="office", personal=Reason(text="Left.")
    )
    await clock_of_two.tell(gone, "acme", MONDAY + hours(0.25))
    await clock_of_two.until(MONDAY + hours(0.3))
    await clock_of_two.tell(opened("late", MONDAY), "late", MONDAY + hours(0.4))
    await clock_of_two.until(MONDAY + hours(0.5))
    assert (await ask(clock_of_two, "u1", "/v1/cases/late/deadlines"))[0] == 404
    status, body = await ask(clock_of_two, "u1", "/v1/deadlines")
    assert (status, body["items"]) == (200, [])
    back = UserAdded(
        customer_id="acme", user_id="u1", personal=PersonName(name="U", email="u@acme.example")
    )
    await clock_of_two.tell(back, "acme", MONDAY + hours(0.5))
    await clock_of_two.until(MONDAY + hours(0.6))
    assert (await ask(clock_of_two, "u1", "/v1/cases/late/deadlines"))[0] == 200


@pytest.mark.parametrize(("customer", "status"), [("acme", 404), ("globex", 200)])
async def test_a_removed_user_reads_no_deadline_of_its_customer(
    clock_of_two: Clockwork, customer: str, status: int
) -> None:
    gone = UserRemoved(
        customer_id=customer, user_id="u1", removed_by="office", personal=Reason(text="Left.")
    )
    await clock_of_two.tell(gone, customer, MONDAY + hours(0.25))
    await clock_of_two.until(MONDAY + hours(0.5))
    assert (await ask(clock_of_two, "u1", "/v1/cases/c1/deadlines"))[0] == status
