"""What is recorded after a review was published stands beside it: a breach withdrawn, an answer
told late (CP-27c).
"""

import pytest

from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

REVIEW = "/v1/customers/acme/reviews/2026-Q3"
JULY = utc("2026-07-02 12:00")
DUE = JULY + HOUR
CLAIMED = JULY + 0.5 * HOUR
LATER = utc("2026-10-05 17:00")


@pytest.fixture
async def published(reports: Reports, log: EventLog) -> Reports:
    """Acme's third quarter was published with one missed target, answered in the next hour; now it
    is a day later.
    """
    log.opens("c", JULY)
    log.breaches("c", DUE)
    log.answers_late("c", JULY + 2 * HOUR, DUE, "was on the telephone", claimed=CLAIMED)
    log.opens("other", JULY)
    log.meets("other", JULY + HOUR / 2, DUE)
    await reports.take(log)
    assert (await reports.post(f"{REVIEW}/publish")).status_code == 201
    reports.clock.move(24 * HOUR)
    return reports


async def test_a_review_to_which_nothing_was_added_has_no_amendments(published: Reports) -> None:
    answer = (await published.get(f"{REVIEW}/amendments")).json()
    assert (answer["items"], answer["next"]) == ([], None)


async def test_a_withdrawn_breach_is_an_amendment_and_the_review_stays(
    published: Reports, log: EventLog
) -> None:
    before = (await published.get(REVIEW, "contact", customer_id="acme")).json()
    log.withdraws("c", LATER, DUE, CLAIMED)
    await published.take(log)
    (item,) = (await published.get(f"{REVIEW}/amendments", "contact", customer_id="acme")).json()[
        "items"
    ]
    assert (item["kind"], item["number"], item["by"]) == ("breach-withdrawn", "C-c", "support")
    (own,) = (await published.get(f"{REVIEW}/amendments")).json()["items"]
    assert own["by"] == "tam1"
    assert item["recorded_at"] == "2026-10-05T17:00:00Z"
    assert (await published.get(REVIEW, "contact", customer_id="acme")).json() == before


@pytest.mark.rule("CP-27c")
async def test_a_withdrawn_breach_is_counted_by_itself_from_then_on(
    published: Reports, log: EventLog
) -> None:
    log.withdraws("c", LATER, DUE, CLAIMED)
    await published.take(log)
    now = (await published.get(REVIEW)).json()
    assert (now["summary"]["targets"]["missed"], now["summary"]["targets"]["withdrawn"]) == (0, 1)
    assert now["summary"]["targets"]["attainment"] == 100.0
    assert [line["number"] for line in now["withdrawn"]] == ["C-c"]
    before = (await published.get(REVIEW, as_of="2026-10-05T16:30:00Z")).json()
    assert (before["summary"]["targets"]["missed"], before["summary"]["targets"]["withdrawn"]) == (
        1,
        0,
    )
    assert "Breaches that were withdrawn" in (await published.get(f"{REVIEW}.html")).text


async def test_amendments_come_page_by_page_in_the_order_of_recording(
    reports: Reports, log: EventLog
) -> None:
    for number in range(3):
        log.opens(f"c{number}", JULY)
        log.breaches(f"c{number}", DUE)
    await reports.take(log)
    await reports.post(f"{REVIEW}/publish")
    for number in range(3):
        log.answers_late(f"c{number}", LATER + number * HOUR, DUE)
    await reports.take(log)
    reports.clock.move(24 * HOUR)
    first = (await reports.get(f"{REVIEW}/amendments", limit="2")).json()
    rest = (await reports.get(f"{REVIEW}/amendments", limit="2", cursor=first["next"])).json()
    kinds = [(item["kind"], item["number"]) for item in (*first["items"], *rest["items"])]
    assert kinds == [("late-answer-recorded", f"C-c{number}") for number in range(3)]


async def test_amendments_of_an_unpublished_review_are_not_there(
    reports: Reports, log: EventLog
) -> None:
    await reports.take(log)
    answer = await reports.get(f"{REVIEW}/amendments")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-published")
    other = await reports.get(f"{REVIEW}/amendments", "contact", customer_id="rival")
    assert (other.status_code, other.json()["code"]) == (404, "not-found")


async def test_an_answer_told_late_is_no_delay_of_the_answer(published: Reports) -> None:
    (line,) = (await published.get(REVIEW)).json()["breaches"]
    assert (line["told_in_time"], line["late_by_s"], line["recorded_late_s"]) == (
        True,
        None,
        3600.0,
    )
    html = (await published.get(f"{REVIEW}.html")).text
    assert "recorded 1 h after the due time" in html
    assert "the longest delay" not in html


async def test_a_verdict_stays_and_the_claim_stands_beside_it_only_since_it_was_recorded(
    published: Reports,
) -> None:
    early = (await published.get(REVIEW, as_of=(DUE + HOUR / 2).isoformat())).json()["breaches"]
    late = (await published.get(REVIEW, as_of=(DUE + 2 * HOUR).isoformat())).json()["breaches"]
    assert [(line["answered_at"], line["told_in_time"]) for line in early] == [(None, False)]
    assert [(line["answered_at"], line["told_in_time"]) for line in late] == [
        ("2026-07-02T12:30:00Z", True)
    ]
