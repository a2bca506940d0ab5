"""The clock says of random histories what a slow count says, which was written from the rules
(CP-22 to CP-28), and the same of a log that was cut anywhere.

`make prove` tries 20,000 others. Here are as many as half a minute allows: the same ones each time,
and others under the seed that `make test` prints (SEED=n tries those again).
"""

import ast
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from careplans import calendars
from tests.proof import (
    histories,
    slow_calendar,
    slow_cover,
    slow_due,
    slow_first_response,
    slow_goals,
    slow_terms,
)
from tests.proof.compare import disagreement_about, shrunk, tell
from tests.proof.histories import History
from tests.proof.mistakes import MISTAKES, PutIn
from tests.proof.random_histories import random_history
from tests.proof.run import prove_some
from tests.proof.the_clock import know_our_calendars

FIXED_SEED, FIXED, SECONDS = 20_261_127, 1_500, 20
SEED = int(os.environ.get("TOCSIN_PROOF_SEED") or time.time_ns() // 1_000)
SLOW = (slow_calendar, slow_cover, slow_due, slow_first_response, slow_goals, slow_terms)
OWN = {histories.__name__, *(module.__name__ for module in SLOW)}
STANDARD = {
    *("base64", "collections", "dataclasses", "datetime", "functools", "io", "pathlib"),
    *("tomllib", "typing"),
}
TRIED_FOR_A_MISTAKE = 3_000


def test_agrees_about_the_same_histories_each_time() -> None:
    agrees(FIXED_SEED, FIXED)


def test_agrees_about_histories_that_nobody_has_seen() -> None:
    agrees(SEED, 20_000)


def agrees(seed: int, number: int) -> None:
    """Hold so many histories against the count, as far as the time goes."""
    outcome = prove_some(seed, range(number), time.monotonic() + SECONDS)
    assert not outcome.found, (
        f"make prove SEED={seed}, history {outcome.number}, made small:\n\n{tell(outcome.found)}"
    )
    assert {"met", "breached", "moved", "stands", "warned"} <= set(outcome.said), outcome


@pytest.mark.parametrize("put_in", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_known_mistake_is_found(put_in: PutIn, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        calendars.load_calendars.cache_clear()
        patch.setattr(calendars, "_of_the_vendor", {})
        put_in(patch)
        know_our_calendars()
        found = any(
            disagreement_about(random_history(FIXED_SEED, number), number)
            for number in range(TRIED_FOR_A_MISTAKE)
        )
    calendars.load_calendars.cache_clear()
    assert found


def test_what_is_told_of_a_mistake_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    know_our_calendars()
    waits_count, *_ = MISTAKES
    waits_count(monkeypatch)
    numbers = range(TRIED_FOR_A_MISTAKE)

    def fails(history: History) -> bool:
        return disagreement_about(history, 0) is not None

    large = next(one for one in (random_history(1, n) for n in numbers) if fails(one))

    small = shrunk(large, fails)

    assert fails(small)
    assert len(small.happenings) <= 3
    assert not any(fails(one) for one in fewer(small))
    found = disagreement_about(small, 0)
    assert found
    assert "asked" in tell(found)


def fewer(history: History) -> list[History]:
    """The history without one of its happenings each."""
    return [
        replace(history, happenings=history.happenings[:n] + history.happenings[n + 1 :])
        for n in range(len(history.happenings))
    ]


def test_the_slow_count_knows_nothing_of_the_product() -> None:
    for module in (histories, *SLOW):
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        names = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in imported_by(node)
            if name not in OWN
        }
        assert names <= {*STANDARD, "zoneinfo"}, module.__name__


def imported_by(node: ast.AST) -> list[str]:
    """The modules that an import names."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []
