"""Reviews, lists and counts over the network: as of an instant, frozen, and refused."""

import pytest

from tests.reporting.conftest import Reports
from tests.reporting.told_log import HOUR, ToldLog, utc

REVIEW = "/v1/customers/acme/reviews/2026-Q3"
JULY = utc("2026-07-02 12:00")


@pytest.fixture
async def filled(reports: Reports, log: ToldLog) -> Reports:
    for number in range(5):
        log.opens(f"c{number}", JULY + number * HOUR, priority="P2" if number % 2 else "P3", plan="gold")
    log.meets("c0", JULY + HOUR / 2, JULY + HOUR)
    log.breaches("c1", JULY + 2 * HOUR, priority="P2")
    await reports.take(log)
    return reports


async def test_a_review_is_drawn_as_of_an_instant(filled: Reports) -> None:
    answer = await filled.get(REVIEW, as_of=(JULY + HOUR).isoformat())
    assert answer.status_code == 200
    assert answer.json()["summary"]["opened"] == 2
    assert answer.json()["summary"]["targets"] == {"met": 1, "missed": 0, "excused": 0, "attainment": 100.0}
    assert answer.json()["as_of"] == "2026-07-02T13:00:00Z"


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/v1/customers/acme/reviews/2026-Q9", {}, 422, "period-unreadable"),
        ("/v1/customers/acme/reviews/2026-Q9.html", {}, 422, "period-unreadable"),
        ("/v1/customers/nobody/reviews/2026-Q3", {}, 404, "not-found"),
        (REVIEW, {"as_of": "2020-01-01T00:00:00Z"}, 404, "not-found"),
        ("/v1/attainment", {"group_by": "colour"}, 422, "unknown-grouping"),
        ("/v1/cases", {"cursor": "bent"}, 400, "bad-cursor"),
        ("/v1/reviews/00000000-0000-0000-0000-000000000000", {}, 404, "not-found"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_by_name(
    filled: Reports, path: str, query: dict[str, str], status: int, code: str
) -> None:
    answer = await filled.ask(path, query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("as_of", ["2026-07-02T12:00:00", "yesterday"])
async def test_an_instant_needs_a_zone(filled: Reports, as_of: str) -> None:
    assert (await filled.get(REVIEW, "tam", as_of=as_of)).status_code == 422


async def test_cases_come_page_by_page(filled: Reports) -> None:
    first = (await filled.get("/v1/cases", limit="3")).json()
    second = (await filled.get("/v1/cases", limit="3", cursor=first["next"])).json()
    ids = [item["case"]["case_id"] for item in (*first["items"], *second["items"])]
    assert ids == ["c0", "c1", "c2", "c3", "c4"]
    assert second["next"] is None


async def test_cases_are_filtered_and_shown_with_their_promise(filled: Reports) -> None:
    (item, _) = (await filled.get("/v1/cases", priority="P2", status="open")).json()["items"]
    assert (item["case"]["case_id"], item["subject"]) == ("c1", "Orders do not print")
    assert item["first_response"]["verdict"] == "missed"
    assert (await filled.get("/v1/cases", status="closed")).json()["items"] == []


async def test_verdicts_are_counted_by_any_grouping(filled: Reports) -> None:
    answer = (await filled.get("/v1/attainment", group_by="priority,month,plan,customer")).json()
    assert [(item["group"], item["targets"]["attainment"]) for item in answer["items"]] == [
        ({"priority": "P2", "month": "2026-07", "plan": "gold", "customer": "acme"}, 0.0),
        ({"priority": "P3", "month": "2026-07", "plan": "gold", "customer": "acme"}, 100.0),
    ]
    (whole,) = (await filled.get("/v1/attainment")).json()["items"]
    assert whole["targets"] == {"met": 1, "missed": 1, "excused": 0, "attainment": 50.0}
    bounded = await filled.get("/v1/attainment", before=(JULY + HOUR).isoformat())
    assert bounded.json()["items"][0]["targets"]["missed"] == 0


async def test_a_published_review_comes_out_the_same_whatever_is_recorded_later(filled: Reports, log: ToldLog) -> None:
    published = await filled.post(f"{REVIEW}/publish")
    assert published.status_code == 201
    before = (await filled.get(published.json()["href"])).content
    log.breaches("c2", JULY + 3 * HOUR)
    await filled.take(log)
    assert (await filled.get(published.json()["href"])).content == before
    assert (await filled.get(REVIEW)).json()["summary"]["targets"]["missed"] == 2


async def test_publishing_again_under_the_same_key_gets_the_first_answer_again(filled: Reports) -> None:
    first = await filled.post(f"{REVIEW}/publish", key="k1")
    again = await filled.post(f"{REVIEW}/publish", key="k1")
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await filled.post(f"{REVIEW}/publish", key="k1", as_of="2026-08-01T00:00:00Z")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert len((await filled.get("/v1/reviews")).json()["items"]) == 1


async def test_published_reviews_are_listed_the_newest_first(filled: Reports) -> None:
    for period in ("2026-07", "2026-08", "2026-09"):
        filled.clock.move(HOUR)
        await filled.post(f"/v1/customers/acme/reviews/{period}/publish")
    first = (await filled.get("/v1/reviews", limit="2")).json()
    rest = (await filled.get("/v1/reviews", limit="2", cursor=first["next"])).json()
    assert [item["period"] for item in (*first["items"], *rest["items"])] == ["2026-09", "2026-08", "2026-07"]
    theirs = (await filled.get("/v1/reviews", "contact", customer_id="rival")).json()
    assert theirs["items"] == []
