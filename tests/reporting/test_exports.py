"""Rows as files: complete, as of an instant, safe in a spreadsheet, and for the vendor's people
only.
"""

import csv
import io
import json

import pytest

from events.catalogue.case_events import CaseAssigned
from reporting.adapters.history_table import CASE_HISTORY
from reporting.adapters.stream_rows import stream_rows
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

JULY = utc("2026-07-02 12:00")


@pytest.fixture
async def filled(reports: Reports, log: EventLog) -> Reports:
    for number in range(3):
        log.opens(f"c{number}", JULY + number * HOUR, subject="=HYPERLINK(1)")
        log.meets(f"c{number}", JULY + (number + 0.5) * HOUR, JULY + (number + 1) * HOUR)
        log.pages(f"p{number}", f"c{number}", JULY)
    log.about_case("c0", CaseAssigned(case_id="c0", engineer_id="=cmd()"), JULY + HOUR)
    await reports.take(log)
    return reports


@pytest.mark.parametrize("kind", ["cases", "deadlines", "pages"])
async def test_all_rows_come_as_csv_and_as_json_lines(filled: Reports, kind: str) -> None:
    table = list(csv.DictReader(io.StringIO((await filled.get(f"/v1/exports/{kind}.csv")).text)))
    lines = [
        json.loads(line)
        for line in (await filled.get(f"/v1/exports/{kind}.jsonl")).text.splitlines()
    ]
    assert len(table) == len(lines) == 3
    assert list(table[0]) == list(lines[0])


async def test_an_export_is_drawn_as_of_an_instant(filled: Reports) -> None:
    answer = await filled.get("/v1/exports/cases.jsonl", as_of=(JULY + HOUR).isoformat())
    assert len(answer.text.splitlines()) == 2


async def test_an_export_may_be_of_one_customer(filled: Reports) -> None:
    mine = await filled.ask("/v1/exports/cases.jsonl", {"customer_id": "acme"})
    assert len(mine.text.splitlines()) == 3
    assert (await filled.ask("/v1/exports/cases.jsonl", {"customer_id": "rival"})).text == ""


async def test_lists_exports_and_reviews_agree_on_their_number(filled: Reports) -> None:
    at = (JULY + 1.5 * HOUR).isoformat()
    listed = (await filled.get("/v1/cases", as_of=at)).json()["items"]
    exported = (await filled.get("/v1/exports/cases.jsonl", as_of=at)).text.splitlines()
    reviewed = (
        await filled.get("/v1/customers/acme/reviews/2026-Q3.csv", as_of=at)
    ).text.splitlines()[1:]
    assert len(listed) == len(exported) == len(reviewed) == 2


async def test_a_spreadsheet_runs_nothing(filled: Reports) -> None:
    rows = list(csv.DictReader(io.StringIO((await filled.get("/v1/exports/cases.csv")).text)))
    assert rows[0]["engineer_id"] == "'=cmd()"
    review = (await filled.get("/v1/customers/acme/reviews/2026-Q3.csv")).text
    assert {row["subject"] for row in csv.DictReader(io.StringIO(review))} == {"'=HYPERLINK(1)"}


async def test_the_parts_of_a_long_table_join_without_gap_or_repetition(filled: Reports) -> None:
    parts = [part async for part in stream_rows(filled.reports(), CASE_HISTORY, None, part=2)]
    assert [[row.case_id for row in part] for part in parts] == [["c0", "c1"], ["c2"]]


async def test_an_export_is_not_for_contacts(filled: Reports) -> None:
    assert (
        await filled.get("/v1/exports/cases.csv", "contact", customer_id="acme")
    ).status_code == 403
    other = await filled.get(
        "/v1/customers/rival/reviews/2026-Q3.csv", "contact", customer_id="acme"
    )
    assert other.status_code == 404


async def test_what_is_no_export_is_refused(filled: Reports) -> None:
    assert (await filled.get("/v1/exports/customers.csv")).status_code == 422
    assert (await filled.get("/v1/exports/cases.exe")).status_code == 422


async def test_an_export_holds_no_word_that_a_person_wrote(filled: Reports, log: EventLog) -> None:
    log.excludes("c1", JULY + 3 * HOUR)
    log.breaches("c2", JULY + 5 * HOUR)
    log.answers_late("c2", JULY + 6 * HOUR, JULY + 5 * HOUR, "Mrs Eve Smith was ill")
    await filled.take(log)
    await filled.pool.execute(
        "update reporting.case_history set excluded_reason = 'Mrs Eve Smith did not pay'"
        " where excluded_reason is not null"
    )
    for form in ("csv", "jsonl"):
        for kind in ("cases", "deadlines", "pages"):
            assert "Smith" not in (await filled.get(f"/v1/exports/{kind}.{form}")).text
    rows = csv.DictReader(io.StringIO((await filled.get("/v1/exports/cases.csv")).text))
    assert [row["excluded_reason"] for row in rows] == ["", "other", ""]
