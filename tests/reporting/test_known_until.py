"""A page or an answer never says more than is known: up to when, whether the clock sees, and what
is due and not judged.
"""

import re
from datetime import timedelta

import pytest

from events.catalogue.entry import Owner
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

REVIEW = "/v1/customers/acme/reviews/2026-Q4"
PAGES = ["/", "/customers", f"{REVIEW}.html"]
NOW = utc("2026-10-05 16:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def four_p1s(reports: Reports, log: EventLog) -> Reports:
    """Twenty targets were met, and four P1s fell due twenty minutes ago while the clock saw
    nothing.
    """
    for number in range(20):
        log.opens(f"met{number}", NOW - 5 * HOUR)
        log.meets(f"met{number}", NOW - 4.5 * HOUR, NOW - 4 * HOUR)
    for number in range(4):
        log.opens(f"p{number}", NOW - 80 * MINUTE, priority="P1")
    await reports.take(log)
    return reports


async def test_targets_past_due_and_not_judged_are_counted_and_never_as_met(
    four_p1s: Reports,
) -> None:
    review = (await four_p1s.get(REVIEW)).json()
    assert (review["due_not_judged"], review["summary"]["targets"]["due_not_judged"]) == (4, 4)
    assert {line["priority"]: line["running"] for line in review["priorities"]}["P1"] == 0
    assert {
        line["first_response"] for line in review["open_cases"] if line["priority"] == "P1"
    } == {"due-not-judged"}


async def test_a_review_does_not_boast_beyond_what_is_judged(four_p1s: Reports) -> None:
    html = (await four_p1s.get(f"{REVIEW}.html")).text
    assert (
        "All 20 targets that were judged were met. 4 targets fell due and are not judged yet."
        in html
    )
    assert "Every response target that came due was met" not in html
    assert "None that is known. 4 targets fell due" in html
    assert 'class="figure all"' not in html


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_says_since_when_the_clock_is_blind(four_p1s: Reports, path: str) -> None:
    html = (await four_p1s.get(path)).text
    strip = re.search(r'<section class="truth.*?</section>', html, re.DOTALL)
    assert strip is not None
    assert "is-blind" in strip[0]
    assert "Clock blind since 11:40:00 EDT" in strip[0]
    assert "4 due, not judged yet" in strip[0]
    assert strip.start() < html.index("<h1>")


async def test_the_board_does_not_call_a_target_running_that_is_past_due(four_p1s: Reports) -> None:
    html = (await four_p1s.get("/")).text
    assert re.search(r'Due, not judged yet</dt><dd class="unjudged">4<', html)
    # Each is a P1 without an engineer, so it has a card above the list, too.
    assert html.count("due 20 min ago, not judged yet") == 2 * 4
    assert "late</span>" not in html


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/attainment", REVIEW])
async def test_answers_say_up_to_when_they_know_and_whether_the_clock_sees(
    four_p1s: Reports, path: str
) -> None:
    answer = (await four_p1s.get(path)).json()
    assert answer["known_until"] == "2026-10-05T16:00:00Z"
    assert answer["clock"] == {"sees": False, "blind_since": "2026-10-05T15:40:00Z"}
    assert answer["due_not_judged"] == 4


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_says_that_the_clock_sees_where_it_does(
    reports: Reports, log: EventLog, path: str
) -> None:
    log.opens("c", NOW - HOUR / 2)
    await reports.take(log)
    html = (await reports.get(path)).text
    assert "Clock <b>sees</b>" in html
    assert "Known up to <b>12:00:00 EDT</b>" in html
    assert "blind" not in re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL).lower()


@pytest.mark.parametrize(
    ("behind_s", "says"), [(4, "Clock <b>sees</b>"), (8, "8 s behind"), (60, "Clock blind since")]
)
async def test_the_strip_goes_by_how_far_verdicts_are_known(
    reports: Reports, log: EventLog, behind_s: int, says: str
) -> None:
    await reports.take(log)
    reports.behind = {"sla-clock": NOW - timedelta(seconds=behind_s)}
    assert says in (await reports.get("/")).text


async def test_before_anything_is_known_the_clock_is_blind(reports: Reports, log: EventLog) -> None:
    await reports.take(log)
    reports.behind = {"sla-clock": None}
    answer = (await reports.get("/v1/cases")).json()
    assert (answer["known_until"], answer["clock"]) == (None, {"sees": False, "blind_since": None})
    assert "Nothing is known of any verdict yet" in (await reports.get("/")).text


async def test_a_notifier_that_is_away_does_not_make_the_clock_blind(
    reports: Reports, log: EventLog
) -> None:
    await reports.take(log)
    reports.behind = {"notifier": NOW - HOUR}
    answer = (await reports.get("/v1/cases")).json()
    assert (answer["known_until"], answer["clock"]["sees"]) == ("2026-10-05T15:00:00Z", True)


async def test_a_case_that_the_clock_has_not_taken_up_is_named_and_blinds_the_page(
    reports: Reports, log: EventLog
) -> None:
    log.opens("c", NOW - HOUR / 4)
    await reports.take(EventLog(events=log.of("intake")))
    review = (await reports.get(REVIEW)).json()
    assert (review["unclocked"], review["clock"]["sees"]) == (1, False)
    assert "1 without a due time yet" in (await reports.get(f"{REVIEW}.html")).text
    assert "no due time yet" in (await reports.get("/")).text


@pytest.mark.parametrize(
    "path",
    [
        "/v1/cases",
        "/v1/attainment",
        REVIEW,
        f"{REVIEW}.html",
        f"{REVIEW}.csv",
        "/v1/exports/cases.csv",
    ],
)
async def test_an_instant_that_has_not_come_is_refused(four_p1s: Reports, path: str) -> None:
    answer = await four_p1s.get(path, as_of="2027-06-01T00:00:00Z")
    assert (answer.status_code, answer.json()["code"]) == (422, "as-of-in-the-future")


@pytest.mark.parametrize("owner", ["intake", "sla-clock", "notifier"])
@pytest.mark.parametrize(
    "path", ["/v1/cases", "/v1/attainment", REVIEW, f"{REVIEW}.csv", "/v1/exports/cases.csv"]
)
async def test_an_instant_that_some_topic_has_not_passed_is_not_known_yet(
    four_p1s: Reports, owner: Owner, path: str
) -> None:
    four_p1s.behind = {owner: NOW - MINUTE}
    answer = await four_p1s.get(path, as_of=NOW.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (409, "not-known-yet")
    assert (answer.headers["retry-after"], answer.json()["known_until"]) == (
        "2",
        "2026-10-05T15:59:00Z",
    )
    assert (await four_p1s.get(path, as_of=(NOW - MINUTE).isoformat())).status_code == 200


@pytest.mark.parametrize(
    "instant", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0.5"]
)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/cases", "as_of"),
        ("/v1/attainment", "as_of"),
        ("/v1/attainment", "since"),
        ("/v1/attainment", "before"),
        (REVIEW, "as_of"),
        (f"{REVIEW}.html", "as_of"),
        (f"{REVIEW}.csv", "as_of"),
        ("/v1/exports/cases.csv", "as_of"),
    ],
)
async def test_an_instant_out_of_range_is_refused(
    reports: Reports, path: str, name: str, instant: str
) -> None:
    assert (await reports.ask(path, {name: instant})).status_code == 422


async def test_a_review_as_of_an_instant_comes_out_the_same_with_the_positions_of_then(
    four_p1s: Reports, log: EventLog
) -> None:
    at = (NOW - HOUR).isoformat()
    first = (await four_p1s.get(REVIEW, as_of=at)).json()
    four_p1s.clock.move(HOUR)
    for number in range(4):
        log.breaches(f"p{number}", NOW - 20 * MINUTE, priority="P1", detected_late=HOUR)
        log.opens(f"new{number}", NOW + MINUTE)
    await four_p1s.take(log)
    again = (await four_p1s.get(REVIEW, as_of=at)).json()
    varying = ("drawn_at", "clock")
    assert {name: value for name, value in again.items() if name not in varying} == {
        name: value for name, value in first.items() if name not in varying
    }
    assert first["positions"]
    assert (await four_p1s.get(REVIEW, as_of=(NOW + HOUR).isoformat())).json()[
        "positions"
    ] != first["positions"]


async def test_the_log_cut_at_the_positions_of_an_instant_gives_the_same_review(
    reports: Reports, log: EventLog
) -> None:
    at = NOW - HOUR
    for number in range(6):
        log.opens(f"c{number}", NOW - (3 - number * 0.5) * HOUR)
    log.meets("c0", NOW - 2.5 * HOUR, NOW - 2 * HOUR)
    await reports.take(log)
    review = await reports.review("2026-Q4", as_of=at)
    ends = {(each.topic.split(".")[1], each.partition): each.next_seq for each in review.positions}
    cut = [event for event in log.events if event.seq < ends.get((event.source, event.shard), 1)]
    assert len(cut) == len([event for event in log.events if event.recorded_at <= at])


async def test_a_period_in_which_nothing_came_due_does_not_boast(
    reports: Reports, log: EventLog
) -> None:
    log.opens("c", NOW - HOUR / 2)
    await reports.take(log)
    html = (await reports.get(f"{REVIEW}.html")).text
    assert "No target came due in this period. 1 are running." not in html
    assert "No target came due in this period. 1 is running." in html
    assert "Every response target" not in html


async def test_who_was_never_answered_leads_the_longest_delay(
    reports: Reports, log: EventLog
) -> None:
    log.opens("answered", NOW - 10 * HOUR)
    log.breaches("answered", NOW - 9 * HOUR)
    log.answers_late("answered", NOW - 5 * HOUR, NOW - 9 * HOUR)
    log.opens("never", NOW - 78 * MINUTE, priority="P1")
    log.breaches("never", NOW - 18 * MINUTE, priority="P1")
    await reports.take(log)
    review = (await reports.get(REVIEW)).json()
    assert review["longest_delay"] == {"number": "C-never", "seconds": 1080.0, "unanswered": True}
    assert [line["number"] for line in review["breaches"]] == ["C-never", "C-answered"]
    html = (await reports.get(f"{REVIEW}.html")).text
    assert "the longest delay is 18 min so far, not answered yet (C-never)" in html
    assert "18 min so far</span>" in html


async def test_what_becomes_known_after_the_rows_were_read_is_not_said_of_them(
    four_p1s: Reports,
) -> None:
    reader = four_p1s.reports()
    opened_at = four_p1s.clock.now()

    async with reader.reading() as snapshot:
        four_p1s.clock.move_to(opened_at + MINUTE)
        knowledge = await reader.knowledge(snapshot)

    assert knowledge.known_until == opened_at


async def test_the_strip_above_a_review_is_no_newer_than_its_figures(four_p1s: Reports) -> None:
    reader = four_p1s.reports()
    before = reader.known()
    opened_at = four_p1s.clock.now()
    four_p1s.clock.move_to(opened_at + MINUTE)

    async with reader.reading(before) as snapshot:
        knowledge = await reader.knowledge(snapshot, "acme")

    assert knowledge.known_until == opened_at
