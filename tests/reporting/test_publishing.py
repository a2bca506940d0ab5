"""Publishing: after the period, once every shard has passed its end, where the plan gives such a
review, and once (CP-29).
"""

import asyncio
from datetime import timedelta

import pytest

from events.catalogue.terms import Plan
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

REVIEW = "/v1/customers/acme/reviews/2026-Q3"
JULY = utc("2026-07-02 12:00")
END = utc("2026-10-01 04:00")


@pytest.fixture
async def filled(reports: Reports, log: EventLog) -> Reports:
    """Two cases of acme in July: one met, one missed."""
    log.registers("plat", utc("2026-01-02 12:00"), plan="platinum")
    log.registers("silver", utc("2026-01-02 12:00"), plan="silver")
    for number in range(2):
        log.opens(f"c{number}", JULY + number * HOUR)
    log.meets("c0", JULY + HOUR / 2, JULY + HOUR)
    log.breaches("c1", JULY + 2 * HOUR)
    await reports.take(log)
    return reports


async def test_a_published_review_comes_out_the_same_whatever_is_recorded_later(
    filled: Reports, log: EventLog
) -> None:
    published = await filled.post(f"{REVIEW}/publish")
    assert published.status_code == 201
    assert (await filled.get(published.headers["Location"])).status_code == 200
    before = (await filled.get(published.json()["href"])).content
    log.withdraws("c1", utc("2026-10-05 15:00"), JULY + 2 * HOUR, JULY + 1.5 * HOUR)
    await filled.take(log)
    assert (await filled.get(published.json()["href"])).content == before
    assert (await filled.get(REVIEW)).json()["summary"]["targets"]["missed"] == 0


async def test_nothing_is_published_while_a_target_of_the_period_waits_for_its_verdict(
    filled: Reports, log: EventLog
) -> None:
    log.opens("waits", JULY)
    await filled.take(log)
    answer = await filled.post(f"{REVIEW}/publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-judged-yet")
    assert "1 targets" in answer.json()["detail"]


async def test_publishing_again_under_the_same_key_gets_the_first_answer_again(
    filled: Reports,
) -> None:
    first = await filled.post(f"{REVIEW}/publish", key="k1")
    again = await filled.post(f"{REVIEW}/publish", key="k1")
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await filled.post(f"{REVIEW}/publish", key="k1", as_of="2026-10-02T00:00:00Z")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert "another request" in other.json()["detail"]
    assert len((await filled.get("/v1/reviews")).json()["items"]) == 1


async def test_of_two_requests_at_once_under_one_key_only_the_same_one_gets_the_others_answer(
    filled: Reports,
) -> None:
    answers = await asyncio.gather(
        filled.post(f"{REVIEW}/publish", key="k1"),
        filled.post(f"{REVIEW}/publish", key="k1", as_of="2026-10-02T00:00:00Z"),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_of_two_publications_at_once_one_is_the_periods_review(filled: Reports) -> None:
    answers = await asyncio.gather(
        *(filled.post(f"{REVIEW}/publish", key=key) for key in ("k1", "k2"))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_a_period_is_published_once(filled: Reports) -> None:
    first = (await filled.post(f"{REVIEW}/publish")).json()
    again = await filled.post(f"{REVIEW}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "already-published")
    assert again.json()["href"] == first["href"]


@pytest.mark.rule("CP-29")
@pytest.mark.parametrize(
    ("customer", "period", "query", "code"),
    [
        ("plat", "2027-Q1", {}, "period-not-over"),
        ("plat", "2026-Q4", {}, "period-not-over"),
        ("plat", "2026-Q4", {"as_of": "2030-01-01T00:00:00Z"}, "period-not-over"),
        ("acme", "2026-Q3", {"as_of": "2026-09-15T00:00:00Z"}, "period-not-over"),
        ("plat", "2020", {}, "review-not-in-plan"),
        ("plat", "2025", {}, "review-not-in-plan"),
        ("silver", "2026-Q3", {}, "review-not-in-plan"),
        ("acme", "2026-09", {}, "review-not-in-plan"),
    ],
)
async def test_what_may_not_be_published_is_refused_by_name(
    filled: Reports, customer: str, period: str, query: dict[str, str], code: str
) -> None:
    headers = filled.as_role("tam", None)
    answer = await filled.browser.post(
        f"/v1/customers/{customer}/reviews/{period}/publish", params=query, headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.rule("CP-29")
@pytest.mark.parametrize(
    ("plan", "period"), [("gold", "2026-Q3"), ("platinum", "2026-Q3"), ("platinum", "2026-09")]
)
async def test_a_review_of_the_plan_is_published(
    reports: Reports, log: EventLog, plan: Plan, period: str
) -> None:
    log.registers("theirs", utc("2026-01-02 12:00"), plan=plan)
    await reports.take(log)
    assert (await reports.post(f"/v1/customers/theirs/reviews/{period}/publish")).status_code == 201


@pytest.mark.parametrize("owner", ["intake", "sla-clock", "notifier"])
async def test_nothing_is_published_before_every_shard_has_passed_the_end(
    filled: Reports, owner: str
) -> None:
    filled.behind = {owner: END - timedelta(seconds=1)}  # type: ignore[dict-item]  # an owner
    early = await filled.post(f"{REVIEW}/publish")
    assert (early.status_code, early.json()["code"]) == (409, "not-known-yet")
    assert early.headers["retry-after"] == "2"
    filled.behind = {owner: END}  # type: ignore[dict-item]  # an owner
    published = await filled.post(f"{REVIEW}/publish")
    assert (published.status_code, published.json()["as_of"]) == (201, "2026-10-01T04:00:00Z")


async def test_a_contact_sees_the_published_review_without_positions_and_no_draft(
    filled: Reports, log: EventLog
) -> None:
    early = await filled.get(REVIEW, "contact", customer_id="acme")
    assert (early.status_code, early.json()["code"]) == (404, "not-published")
    assert "Gold plan has a review each quarter" in early.json()["detail"]
    href = (await filled.post(f"{REVIEW}/publish")).json()["href"]
    log.withdraws("c1", utc("2026-10-05 15:00"), JULY + 2 * HOUR, JULY + 1.5 * HOUR)
    await filled.take(log)
    for path in (REVIEW, href):
        seen = (await filled.get(path, "contact", customer_id="acme")).json()
        assert (seen["positions"], seen["draft"], seen["summary"]["targets"]["missed"]) == (
            [],
            False,
            1,
        )
    answer = await filled.get(REVIEW, "contact", customer_id="acme", as_of="2026-08-01T00:00:00Z")
    assert answer.status_code == 403


@pytest.mark.rule("CP-29")
async def test_a_silver_customer_is_told_that_its_plan_has_no_reviews(filled: Reports) -> None:
    answer = await filled.get(
        "/v1/customers/silver/reviews/2026-Q3", "contact", customer_id="silver"
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not-published")
    assert "The Silver plan has no reviews." in answer.json()["detail"]


async def test_a_tam_sees_a_preview_that_is_marked(filled: Reports) -> None:
    preview = (await filled.get("/v1/customers/silver/reviews/2026-Q3")).json()
    assert (preview["draft"], preview["customer"]["review_is_due"]) == (True, False)
    page = (await filled.get("/v1/customers/silver/reviews/2026-Q3.html")).text
    assert "<b>Preview.</b>" in page
    assert "The Silver plan has no reviews." in page


async def test_published_reviews_are_listed_the_newest_first(filled: Reports) -> None:
    for period in ("2026-07", "2026-08", "2026-09"):
        filled.clock.move(HOUR)
        await filled.post(f"/v1/customers/plat/reviews/{period}/publish")
    first = (await filled.get("/v1/reviews", limit="2")).json()
    rest = (await filled.get("/v1/reviews", limit="2", cursor=first["next"])).json()
    assert [item["period"] for item in (*first["items"], *rest["items"])] == [
        "2026-09",
        "2026-08",
        "2026-07",
    ]
    theirs = (await filled.get("/v1/reviews", "contact", customer_id="rival")).json()
    assert theirs["items"] == []


async def test_a_customer_id_of_any_letters_is_looked_up_before_the_answer_says_where_it_is(
    filled: Reports,
) -> None:
    answer = await filled.post("/v1/customers/%E2%82%AC/reviews/2026-Q3/publish")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
