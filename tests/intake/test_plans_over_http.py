"""Whoever has a token reads what the plans promise, what is covered, and how to reach support."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from careplans.errors import InvalidCatalogue
from careplans.support_access import load_support_access, read_support_access
from tests.intake.intake_clients import Asker, IntakeClients

ACCESS = """
version = "{version}"
valid_from = {day}
language = "English"
portal = "https://portal.example"
procedure = "Log it in the portal."
numbers = [{numbers}]
"""
BOTH = (
    '{ callers = "vendor-country", number = "+1 555 0100" },'
    ' { callers = "elsewhere", number = "+1 555 0101" }'
)


async def plans(asker: Asker, query: str = "") -> Any:
    answer = await asker.get(f"/v1/plans{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.rule("CP-22", "CP-23")
async def test_the_targets_are_told_as_printed(clients: IntakeClients) -> None:
    """CP-22, CP-23, CP-24."""
    by_name = {plan["plan"]: plan for plan in (await plans(clients.contact()))["plans"]}

    printed = {
        plan: [it["targets"][priority]["target"] for priority in ("P1", "P2", "P3", "P4")]
        for plan, it in by_name.items()
    }
    assert printed == {
        "silver": ["1 hour", "24 hours", "48 hours", "5 business days"],
        "gold": ["1 hour", "12 hours", "24 hours", "48 hours"],
        "platinum": ["1 hour", "24 hours", "48 hours", "5 business days"],
    }
    assert by_name["gold"]["targets"]["P1"]["counts"] == "always"
    assert by_name["gold"]["targets"]["P2"]["counts"] == "working-time"


@pytest.mark.rule("CP-9", "CP-21", "CP-29")
async def test_seats_queue_and_benefits_are_told(clients: IntakeClients) -> None:
    """CP-9, CP-21, CP-29 to CP-32."""
    by_name = {plan["plan"]: plan for plan in (await plans(clients.agent))["plans"]}

    assert [by_name[plan]["seats"]["included"] for plan in ("silver", "gold", "platinum")] == [
        None,
        4,
        6,
    ]
    assert sorted(by_name, key=lambda plan: by_name[plan]["queue_rank"]) == [
        "platinum",
        "gold",
        "silver",
    ]
    assert {name: plan["reviews"] for name, plan in by_name.items()} == {
        "silver": [],
        "gold": ["quarter"],
        "platinum": ["month", "quarter"],
    }
    assert by_name["platinum"]["yearly"] == {"fair-admission": 1, "tam-visit": 1}


@pytest.mark.rule("CP-12")
async def test_the_priorities_are_explained(clients: IntakeClients) -> None:
    """CP-12 to CP-14."""
    by_name = {it["priority"]: it for it in (await plans(clients.agent))["priorities"]}

    assert list(by_name) == ["P1", "P2", "P3", "P4"]
    for priority, words in (
        ("P1", "production is unavailable to all users"),
        ("P2", "severely degraded"),
        ("P3", "general error"),
        ("P4", "question"),
    ):
        assert words in by_name[priority]["meaning"]
    assert (by_name["P1"]["logged_by"], by_name["P1"]["channels"]) == (
        "any-user",
        ["online", "phone"],
    )
    assert by_name["P2"]["logged_by"] == "authorized-contacts"
    assert by_name["P2"]["channels"] == ["online"]


@pytest.mark.rule("CP-18")
async def test_the_codes_of_what_is_excluded_are_those_that_excluding_takes(
    clients: IntakeClients,
) -> None:
    """CP-18 to CP-20."""
    await clients.customer()
    scope = (await plans(clients.agent))["scope"]

    assert len(scope["exclusions"]) == 9
    assert {it["area"] for it in scope["covers"]} == {"product", "edi"}
    assert scope["not_a_case"]["areas"] == ["account"]
    for exclusion in scope["exclusions"]:
        case = await clients.case()
        path = f"/v1/cases/{case['case_id']}/exclude"
        excluded = await clients.agent.did(path, {"reason": exclusion["code"]})
        assert excluded["exclusion"] == exclusion["code"]


@pytest.mark.rule("CP-15")
async def test_numbers_hours_and_language_are_told(clients: IntakeClients) -> None:
    """CP-15."""
    support = (await plans(clients.contact()))["support"]

    telephone = support["telephone"]
    assert {it["callers"] for it in telephone["numbers"]} == {"vendor-country", "elsewhere"}
    assert (telephone["opens"], telephone["closes"]) == ("08:00:00", "17:00:00")
    assert (telephone["zone"], telephone["always_for"]) == ("America/Detroit", ["P1"])
    assert support["language"] == "English"


@pytest.mark.rule("CP-2")
async def test_a_customer_reads_the_version_that_it_bought(clients: IntakeClients) -> None:
    """CP-2."""
    await clients.customer()
    bought = (await clients.contact().get("/v1/customers/acme")).json()["terms_version"]

    assert (await plans(clients.contact(), f"?terms_version={bought}"))["terms_version"] == bought
    assert (await plans(clients.agent, "?terms_version=2010.1"))["terms_version"] == "2010.1"
    unknown = await clients.agent.get("/v1/plans?terms_version=1999.1")
    assert unknown.status_code == 404


def test_other_numbers_hold_from_their_day_on(tmp_path: Path) -> None:
    for version, day in (("2", "2026-07-01"), ("1", "2026-01-01")):
        text = ACCESS.format(version=version, day=day, numbers=BOTH)
        (tmp_path / f"{version}.toml").write_text(text)
    access = read_support_access(tmp_path)

    days = [date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [access.valid_on(day).version for day in days] == ["1", "1", "2"]


def test_a_vendor_without_numbers_of_its_own_has_those_of_the_package(tmp_path: Path) -> None:
    assert read_support_access(tmp_path / "support") == load_support_access()


@pytest.mark.parametrize(
    ("second_day", "numbers", "problem"),
    [
        ("2026-01-01", BOTH, "two versions begin on one day"),
        ("2026-02-01", BOTH.partition(", {")[0], "one for the vendor's country"),
    ],
)
def test_a_catalogue_with_a_mistake_is_refused(
    tmp_path: Path, second_day: str, numbers: str, problem: str
) -> None:
    first = ACCESS.format(version="1", day="2026-01-01", numbers=BOTH)
    (tmp_path / "1.toml").write_text(first)
    (tmp_path / "2.toml").write_text(ACCESS.format(version="2", day=second_day, numbers=numbers))

    with pytest.raises(InvalidCatalogue, match=problem):
        read_support_access(tmp_path)
