"""A service that is asked to stop while its broker or database answers nothing is gone in its
grace; nothing it acknowledged is lost."""

import asyncio
import signal
from collections import Counter
from typing import Literal, get_args

import pytest

from tests.faults.ground import Counts, Ground
from tests.faults.intake_process import GRACE_S, IntakeUnderLoad, entered, intake_under_load
from tests.support.event_stores import store_pool

Hole = Literal["broker", "database", "both", "none"]
HOLES: tuple[Hole, ...] = get_args(Hole)
AT_MOST_S = 3 * GRACE_S + 5 + 5
"""Requests have their grace and five seconds more, the loops theirs, the last farewells theirs; and
the machine may be busy."""


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("hole", ["broker", pytest.param("database", marks=pytest.mark.long)])
async def test_it_is_gone_within_its_grace_and_all_it_acknowledged_is_there(
    ground: Ground, hole: Hole
) -> None:
    counts = await stop_in_a_black_hole(ground, hole)
    assert counts["acknowledged"] >= 50


async def stop_in_a_black_hole(ground: Ground, hole: Hole | None = None) -> Counts:
    """Return the trap: load, a black hole, SIGTERM in the middle of it."""
    dice = ground.dice()
    chosen: Hole = dice.choice(HOLES) if hole is None else hole
    async with store_pool(ground.dsn, size=1) as pool:
        async with intake_under_load(ground) as started:
            async with started.under_load():
                await started.until_acknowledged(50)
                open_hole(started, chosen)
                await asyncio.sleep(dice.random())
                started.process.signal(signal.SIGTERM)
                await started.process.ended(at_most_s=AT_MOST_S)
            acknowledged = set(started.acknowledged)
        lost = acknowledged - await entered(pool)
    assert not lost, f"acknowledged, and not in the log: {lost}"
    return Counter({"acknowledged": len(acknowledged), f"hole: {chosen}": 1})


def open_hole(started: IntakeUnderLoad, hole: Hole) -> None:
    """Let nothing come back from there from now on."""
    if hole in ("broker", "both"):
        started.broker.swallow()
    if hole in ("database", "both"):
        started.database.swallow()
