"""A contact sees its own customer's figures and no trace of another's; the vendor's people
see all.
"""

import pytest

from events.catalogue.case_events import CaseAssigned
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc
from webapi.identity import Role, make_token

REVIEW = "/v1/customers/acme/reviews/2026-Q3"
JULY = utc("2026-07-02 12:00")


@pytest.fixture
async def filled(reports: Reports, log: EventLog) -> Reports:
    log.registers("rival", utc("2026-01-02 12:00"), name="Rival Forge")
    for customer_id, case_id in (("acme", "a"), ("rival", "r")):
        log.opens(case_id, JULY, customer_id=customer_id, subject=f"Subject of {customer_id}")
        log.meets(case_id, JULY + HOUR / 2, JULY + HOUR)
    await reports.take(log)
    return reports


@pytest.mark.parametrize("role", ["tam", "analyst", "admin", "agent"])
@pytest.mark.parametrize("path", [REVIEW, f"{REVIEW}.html", "/", "/customers"])
async def test_the_vendors_people_see_all(filled: Reports, role: Role, path: str) -> None:
    assert (await filled.get(path, role)).status_code == 200


@pytest.mark.parametrize("suffix", ["", ".html"])
async def test_a_contact_sees_its_own_customers_review(filled: Reports, suffix: str) -> None:
    await filled.post(f"{REVIEW}/publish")
    answer = await filled.get(REVIEW + suffix, "contact", customer_id="acme")
    assert answer.status_code == 200
    assert "ival" not in answer.text


@pytest.mark.parametrize("suffix", ["", ".html"])
async def test_another_customers_review_is_not_there_for_a_contact(
    filled: Reports, suffix: str
) -> None:
    theirs = await filled.get(
        f"/v1/customers/rival/reviews/2026-Q3{suffix}", "contact", customer_id="acme"
    )
    nobodys = await filled.get(
        f"/v1/customers/nobody/reviews/2026-Q3{suffix}", "contact", customer_id="acme"
    )
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.json()["detail"] == nobodys.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/customers"])
async def test_the_board_is_not_for_contacts(filled: Reports, path: str) -> None:
    assert (await filled.get(path, "contact", customer_id="acme")).status_code == 403


async def test_lists_show_a_contact_its_own_rows_only(filled: Reports) -> None:
    cases = (await filled.get("/v1/cases", "contact", customer_id="acme")).json()["items"]
    assert [item["case"]["customer_id"] for item in cases] == ["acme"]
    counts = (
        await filled.get("/v1/attainment", "contact", customer_id="acme", group_by="customer")
    ).json()["items"]
    assert [item["group"] for item in counts] == [{"customer": "acme"}]


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/attainment", "/v1/reviews"])
async def test_asking_for_anothers_rows_is_answered_with_not_found(
    filled: Reports, path: str
) -> None:
    answer = await filled.browser.get(
        path, params={"customer_id": "rival"}, headers=filled.as_role("contact", "acme")
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [REVIEW, f"{REVIEW}.html", "/", "/customers", "/v1/cases", "/v1/attainment", "/v1/reviews"],
)
async def test_a_stranger_gets_nothing(filled: Reports, path: str) -> None:
    answer = await filled.browser.get(path)
    assert answer.status_code == 401
    assert "acme" not in answer.text.lower()


async def test_a_contact_publishes_nothing(filled: Reports) -> None:
    answer = await filled.post(f"{REVIEW}/publish", "contact", customer_id="acme")
    assert answer.status_code == 403


def as_user(reports: Reports, user: str) -> dict[str, str]:
    token = make_token(reports.settings, "contact", customer_id="acme", user_id=user)
    return {"Authorization": f"Bearer {token}"}


async def test_reports_are_for_authorized_contacts_of_the_customer(filled: Reports) -> None:
    published = (await filled.post(f"{REVIEW}/publish")).json()
    paths = [f"{REVIEW}{suffix}" for suffix in ("", ".html", ".csv", "/amendments")]
    paths.append(f"/v1/reviews/{published['review_id']}")
    for path in paths:
        assert (await filled.browser.get(path, headers=as_user(filled, "u1"))).status_code == 200, (
            path
        )
        assert (
            await filled.browser.get(path, headers=as_user(filled, "dan"))
        ).status_code == 404, path
    for path in ("/v1/cases", "/v1/attainment?group_by=customer", "/v1/reviews"):
        answer = await filled.browser.get(path, headers=as_user(filled, "dan"))
        assert (answer.status_code, answer.json()["items"]) == (200, []), path


async def test_a_customer_reads_no_engineer_and_no_reason_of_supports(
    filled: Reports, log: EventLog
) -> None:
    log.opens("late", JULY)
    log.about_case("late", CaseAssigned(case_id="late", engineer_id="e-grace"), JULY)
    log.breaches("late", JULY + HOUR)
    log.answers_late("late", JULY + 2 * HOUR, JULY + HOUR, "Grace had gone home")
    log.excludes("late", JULY + 3 * HOUR)
    await filled.take(log)
    await filled.pool.execute(
        "update reporting.case_history set excluded_reason = 'Mrs Smith did not pay'"
    )
    published = (await filled.post(f"{REVIEW}/publish")).json()
    paths = (
        "/v1/cases",
        REVIEW,
        f"{REVIEW}.html",
        f"{REVIEW}.csv",
        f"/v1/reviews/{published['review_id']}",
    )
    for path in paths:
        answer = await filled.browser.get(path, headers=as_user(filled, "u1"))
        text = answer.text
        assert answer.status_code == 200, path
        assert not [word for word in ("e-grace", "Grace had gone home", "Smith") if word in text], (
            path
        )
    assert "Grace had gone home" in (await filled.get(REVIEW)).text
