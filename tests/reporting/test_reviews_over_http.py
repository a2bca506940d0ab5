"""Reviews, lists and counts over the network: as of an instant, frozen, and refused."""

import pytest

from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

REVIEW = "/v1/customers/acme/reviews/2026-Q3"
JULY = utc("2026-07-02 12:00")
TARGETS = {
    "met": 0,
    "missed": 0,
    "excused": 0,
    "withdrawn": 0,
    "due_not_judged": 0,
    "attainment": None,
}


@pytest.fixture
async def filled(reports: Reports, log: EventLog) -> Reports:
    for number in range(5):
        log.opens(
            f"c{number}", JULY + number * HOUR, priority="P2" if number % 2 else "P3", plan="gold"
        )
    log.meets("c0", JULY + HOUR / 2, JULY + HOUR)
    log.breaches("c1", JULY + 2 * HOUR, priority="P2")
    await reports.take(log)
    return reports


@pytest.mark.rule("CP-30")
async def test_a_review_is_drawn_as_of_an_instant(filled: Reports) -> None:
    answer = await filled.get(REVIEW, as_of=(JULY + HOUR).isoformat())
    assert answer.status_code == 200
    assert answer.json()["summary"]["opened"] == 2
    assert answer.json()["summary"]["targets"] == TARGETS | {"met": 1, "attainment": 100.0}
    assert answer.json()["as_of"] == "2026-07-02T13:00:00Z"


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/v1/customers/acme/reviews/2026-Q9", {}, 422, "period-unreadable"),
        ("/v1/customers/acme/reviews/2026-Q9.html", {}, 422, "period-unreadable"),
        ("/v1/customers/acme/reviews/2999-Q1", {}, 422, "period-not-begun"),
        ("/v1/customers/acme/reviews/2999-Q1.html", {}, 422, "period-not-begun"),
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


async def test_a_review_of_a_running_period_says_what_is_open_now(filled: Reports) -> None:
    running = (await filled.get("/v1/customers/acme/reviews/2026-Q4.html")).text
    assert "<dt>Open now</dt>" in running
    assert "at the end" not in running
    assert 'rel="next"' not in running


@pytest.mark.parametrize("as_of", ["2026-07-02T12:00:00", "yesterday"])
async def test_an_instant_needs_a_zone(filled: Reports, as_of: str) -> None:
    assert (await filled.get(REVIEW, "tam", as_of=as_of)).status_code == 422


async def test_cases_come_page_by_page(filled: Reports) -> None:
    first = (await filled.get("/v1/cases", limit="3")).json()
    second = (await filled.get("/v1/cases", limit="3", cursor=first["next"])).json()
    ids = [item["case"]["case_id"] for item in (*first["items"], *second["items"])]
    assert ids == ["c0", "c1", "c2", "c3", "c4"]
    assert second["next"] is None


@pytest.mark.rule("CP-30")
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
    assert whole["targets"] == TARGETS | {
        "met": 1,
        "missed": 1,
        "attainment": 50.0,
        "due_not_judged": 3,
    }
    bounded = await filled.get("/v1/attainment", before=(JULY + HOUR).isoformat())
    assert bounded.json()["items"][0]["targets"]["missed"] == 0


async def test_filters_count_only_what_fits(filled: Reports) -> None:
    (gold,) = (await filled.get("/v1/attainment", plan="gold", priority="P2")).json()["items"]
    assert (gold["targets"]["met"], gold["targets"]["missed"]) == (0, 1)
    (silver,) = (await filled.get("/v1/attainment", plan="silver")).json()["items"]
    assert silver["targets"] == TARGETS


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/cases", {"q": "x"}),
        ("/v1/attainment", {"colour": "red"}),
        ("/v1/exports/cases.csv", {"plan": "gold"}),
    ],
)
async def test_a_filter_that_does_not_exist_is_refused(
    filled: Reports, path: str, query: dict[str, str]
) -> None:
    answer = await filled.ask(path, query)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-parameter")
