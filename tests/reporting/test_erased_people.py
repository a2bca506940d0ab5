"""Reporting forgets the words of whoever is erased, in whatever order its topics come: in rows of
every instant, in published reviews, and after a rebuild. Counts and times stay."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from events.catalogue.customer_events import PersonalDataErased
from events.catalogue.on_call_events import EngineerPersonalDataErased
from reporting.adapters.published_reviews import Published, PublishedReviews
from reporting.adapters.read_schema import forget_everything
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc
from tests.support.stored_words import where_stored

REVIEW = "/v1/customers/acme/reviews/2026-Q3"
JULY = utc("2026-07-02 12:00")
OCTOBER = utc("2026-10-02 12:00")
WORDS = ("Quarrel at the mill",)
REASON = "The line was down"


def erases(log: EventLog, at: datetime, user_id: str = "u1") -> None:
    """A user of acme is erased."""
    event = PersonalDataErased(
        customer_id="acme",
        user_id=user_id,
        erased_by="root",
        reason="person-asked",
        erased_at=at,
    )
    log.tell("intake", "customer-acme", "acme", event, at)


@pytest.fixture
async def known(reports: Reports, log: EventLog) -> EventLog:
    """u1 told of a case in July, which was missed and answered late; reporting knows."""
    log.opens("c0", JULY, subject=WORDS[0])
    log.breaches("c0", JULY + HOUR)
    log.answers_late("c0", JULY + 2 * HOUR, JULY + HOUR, REASON, by="eva")
    await reports.take(log)
    return log


async def subjects(reports: Reports, **query: str) -> list[str]:
    """What acme's cases are about, as the list of cases says."""
    items = (await reports.ask("/v1/cases", query)).json()["items"]
    return [item["subject"] for item in items]


async def test_an_erased_persons_words_are_gone_at_every_instant_and_the_rest_stays(
    reports: Reports, known: EventLog
) -> None:
    before = (await reports.get(REVIEW)).json()
    assert await where_stored(reports.pool, "reporting", WORDS) != []

    erases(known, OCTOBER)
    await reports.take(known)

    assert await where_stored(reports.pool, "reporting", WORDS) == []
    assert await subjects(reports) == ["erased"]
    assert await subjects(reports, as_of="2026-07-03T12:00:00Z") == ["erased"]
    after = (await reports.get(REVIEW)).json()
    assert after["breaches"][0]["subject"] == "erased"
    for figures in ("summary", "priorities", "lateness", "trend", "open_at_start"):
        assert after[figures] == before[figures]
    page = await reports.get(f"{REVIEW}.html")
    assert ("erased" in page.text, WORDS[0] in page.text) == (True, False)


async def test_a_published_review_keeps_its_figures_and_loses_the_words(
    reports: Reports, known: EventLog
) -> None:
    href = (await reports.post(f"{REVIEW}/publish")).json()["href"]
    before = (await reports.get(href)).json()
    erases(known, OCTOBER)
    await reports.take(known)
    after = (await reports.get(href)).json()
    assert await where_stored(reports.pool, "reporting", WORDS) == []
    assert [line["subject"] for line in after["cases"]] == ["erased"]
    for name in ("cases", "open_cases", "breaches"):
        before[name] = [{**line, "subject": "erased"} for line in before[name]]
    assert after == before


async def test_an_erasure_that_is_read_before_the_words_keeps_them_out(
    reports: Reports, log: EventLog
) -> None:
    erases(log, OCTOBER)
    await reports.take(log)
    log.opens("c0", JULY, subject=WORDS[0])
    await reports.take(log)
    assert await where_stored(reports.pool, "reporting", WORDS) == []
    assert await subjects(reports) == ["erased"]


async def test_what_the_person_tells_after_it_and_what_others_told_stays(
    reports: Reports, known: EventLog
) -> None:
    known.opens("c1", OCTOBER + timedelta(microseconds=1), subject="Labels jam")
    erases(known, OCTOBER, "u2")
    await reports.take(known)
    assert await subjects(reports) == [WORDS[0], "Labels jam"]
    erases(known, OCTOBER)
    await reports.take(known)
    assert await subjects(reports) == ["erased", "Labels jam"]


async def test_a_rebuild_over_an_older_backup_clears_the_published_review_too(
    reports: Reports, known: EventLog
) -> None:
    """The review comes back with its words, and the rows are made anew."""
    href = (await reports.post(f"{REVIEW}/publish")).json()["href"]
    async with reports.pool.acquire() as tx, tx.transaction():
        await forget_everything(tx, "reporting")
    customers = [event for event in known.events if event.key == "acme"]
    erases(known, OCTOBER)
    await reports.take_events([*customers, known.events[-1]])
    await reports.take(known)
    assert await where_stored(reports.pool, "reporting", WORDS) == []
    assert (await reports.get(href)).json()["cases"][0]["subject"] == "erased"


async def test_rows_from_before_persons_were_kept_are_cleared_with_the_first_erasure(
    reports: Reports, known: EventLog
) -> None:
    await reports.pool.execute("update reporting.case_subject set person = null, written_at = null")
    erases(known, OCTOBER, "u2")
    await reports.take(known)
    assert await subjects(reports) == ["erased"]


async def test_a_review_that_was_drawn_before_the_erasure_is_published_without_the_words(
    reports: Reports, known: EventLog
) -> None:
    drawn = await reports.review("2026-Q3")
    assert WORDS[0] in str(drawn)
    erases(known, OCTOBER)
    await reports.take(known)
    head = Published(
        review_id=uuid4(),
        customer_id="acme",
        period="2026-Q3",
        published_at=OCTOBER,
        published_by="tam",
        fingerprint=None,
        as_of=OCTOBER,
    )
    published = PublishedReviews(reports.pool, "reporting")
    await published.add(head, drawn)
    assert (await published.review(head.review_id)).cases[0].subject == "erased"
    assert await where_stored(reports.pool, "reporting", WORDS) == []


def engineer_erased(log: EventLog, at: datetime) -> None:
    """eva, who answered late, is erased."""
    event = EngineerPersonalDataErased(
        engineer_id="eva", erased_by="root", reason="person-asked", erased_at=at
    )
    log.tell("notifier", "engineer-eva", "eva", event, at)


async def test_an_engineers_reason_for_a_late_answer_is_gone_from_rows_and_reviews(
    reports: Reports, known: EventLog
) -> None:
    href = (await reports.post(f"{REVIEW}/publish")).json()["href"]
    assert (await reports.get(href)).json()["breaches"][0]["late_reason"] == REASON
    engineer_erased(known, OCTOBER)
    await reports.take(known)
    assert await where_stored(reports.pool, "reporting", [REASON]) == []
    assert (await reports.get(href)).json()["breaches"][0]["late_reason"] == "erased"
    assert (await reports.review("2026-Q3")).breaches[0].late_reason == "erased"
    assert await subjects(reports) == list(WORDS)


async def test_an_engineers_reason_that_is_read_after_the_erasure_is_not_stored(
    reports: Reports, log: EventLog
) -> None:
    engineer_erased(log, OCTOBER)
    await reports.take(log)
    log.opens("c0", JULY)
    log.breaches("c0", JULY + HOUR)
    log.answers_late("c0", JULY + 2 * HOUR, JULY + HOUR, REASON, by="eva")
    await reports.take(log)
    assert await where_stored(reports.pool, "reporting", [REASON]) == []
