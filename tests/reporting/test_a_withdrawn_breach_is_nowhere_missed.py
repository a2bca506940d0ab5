"""Once a breach is withdrawn, every place that counted it as missed counts it apart (CP-27c)."""

import re

import pytest

from tests.reporting.conftest import Reports
from tests.reporting.event_log import EventLog, utc

OPENED, DUE = utc("2026-10-05 12:00"), utc("2026-10-05 13:00")
CLAIMED, RECORDED, NOW = (
    utc("2026-10-05 12:50"),
    utc("2026-10-05 14:00"),
    utc("2026-10-05 15:00"),
)


async def figures(reports: Reports) -> tuple[int, int, float | None]:
    """Attainment: missed, withdrawn, and the share of those met."""
    (whole,) = (await reports.get("/v1/attainment")).json()["items"]
    targets = whole["targets"]
    return targets["missed"], targets["withdrawn"], targets["attainment"]


async def text(reports: Reports, path: str) -> str:
    """A page."""
    return " ".join((await reports.get(path, "agent")).text.split())


async def on_the_board(reports: Reports) -> tuple[int, bool]:
    """How many are missed and not answered there, and whether a row is marked as late."""
    page = await text(reports, "/")
    missed = re.search(r"Missed, not answered</dt><dd[^>]*>(\d+)", page)
    assert missed is not None
    return int(missed[1]), '<tr class="late">' in page


@pytest.mark.rule("CP-27c")
async def test_board_attainment_customers_and_the_page_of_the_case_follow_a_withdrawal(
    reports: Reports, log: EventLog
) -> None:
    log.opens("c", OPENED, priority="P1")
    log.breaches("c", DUE)
    log.opens("other", OPENED, priority="P1")
    log.meets("other", CLAIMED, DUE)
    await reports.take(log)
    assert await figures(reports) == (1, 0, 50.0)
    assert await on_the_board(reports) == (1, True)
    assert "50 %" in await text(reports, "/customers")

    log.answers_late("c", RECORDED, DUE, "by telephone", claimed=CLAIMED, by="kim")
    await reports.take(log)
    assert await figures(reports) == (1, 0, 50.0)
    assert "Missed" in await text(reports, "/cases/c")

    log.withdraws("c", NOW, DUE, CLAIMED)
    await reports.take(log)
    assert await figures(reports) == (0, 1, 100.0)
    assert await on_the_board(reports) == (0, False)
    assert "100 %" in await text(reports, "/customers")
    page = await text(reports, "/cases/c")
    assert "Breach withdrawn" in page
    assert "Missed" not in page
    items = (await reports.get("/v1/cases", "agent")).json()["items"]
    verdicts = {item["case"]["case_id"]: item["first_response"]["verdict"] for item in items}
    assert verdicts == {"c": "withdrawn", "other": "met"}
