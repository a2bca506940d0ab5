"""Among cases that are equally urgent, the terms say whose plan comes first (CP-21)."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from careplans.terms import load_terms
from events.catalogue.terms import Plan
from reporting.adapters.queue_ranks import QueueRanks, queue_ranks
from reporting.adapters.read_queue import Slot, read_queue
from reporting.bootstrap import app_on
from reporting.settings import SCHEMA
from tests.reporting.conftest import Reports
from tests.reporting.event_log import EventLog, utc

OURS = queue_ranks(load_terms())
PLANS: tuple[Plan, ...] = ("silver", "gold", "platinum")
AT = utc("2026-10-05 15:30")


@pytest.fixture
async def waiting(reports: Reports, log: EventLog) -> Reports:
    """A case of each plan, alike in all else; the clock has not told of them."""
    for plan in PLANS:
        log.opens(plan, AT, plan=plan)
    await reports.take(log)
    return reports


async def order(reports: Reports, ranks: QueueRanks) -> Sequence[str]:
    """The plans of the cases as the board lists them."""
    async with reports.pool.acquire() as connection:
        listed = await read_queue(connection, SCHEMA, reports.clock.now(), Slot(), ranks)
    return [each.case.plan for each in listed]


def test_the_packaged_terms_rank_each_plan_of_each_version() -> None:
    versions = [terms.version for terms in load_terms().versions]
    rows = list(zip(OURS.versions, OURS.plans, OURS.ranks, strict=True))
    assert sorted(rows) == sorted(
        (version, plan, rank)
        for version in versions
        for plan, rank in (("platinum", 1), ("gold", 2), ("silver", 3))
    )
    assert OURS.newest == ["platinum", "gold", "silver"]


async def test_platinum_is_served_before_gold_before_silver(waiting: Reports) -> None:
    assert await order(waiting, OURS) == ["platinum", "gold", "silver"]


async def test_a_vendor_with_other_terms_has_another_order(waiting: Reports) -> None:
    reversed_ranks = replace(OURS, ranks=[4 - rank for rank in OURS.ranks])
    assert await order(waiting, reversed_ranks) == ["silver", "gold", "platinum"]


async def test_cases_of_terms_that_are_not_kept_go_by_the_newest(waiting: Reports) -> None:
    others = QueueRanks(
        versions=["1999.1"], plans=["silver"], ranks=[1], newest=["gold", "silver", "platinum"]
    )
    assert await order(waiting, others) == ["gold", "silver", "platinum"]


@pytest.mark.rule("CP-21")
async def test_the_board_goes_by_the_terms_of_the_vendors_folder(
    waiting: Reports, tmp_path: Path
) -> None:
    """There Silver comes first; the board says so, too."""
    text = (files("careplans") / "data" / "terms" / "2010.1.toml").read_text(encoding="utf-8")
    for rank, other in (("= 3 # CP-21", "= 0"), ("queue_rank = 1", "queue_rank = 3")):
        text = text.replace(rank, other)
    (tmp_path / "terms.toml").write_text(text)
    settings = waiting.settings.model_copy(update={"terms_folder": tmp_path})
    app = app_on(settings, waiting.pool, waiting.clock, known=waiting.known, exports=waiting.pool)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://own") as browser:
        shown = (await browser.get("/", headers=waiting.as_role("tam", None))).text
    assert "then Silver before Gold before Platinum within a priority" in shown
    assert shown.index("C-silver") < shown.index("C-gold") < shown.index("C-platinum")
