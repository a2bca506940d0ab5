"""Drawn tests (hypothesis) end alike in each run: by luck none passes, and none fails."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.drawn_examples import draw_alike


@pytest.fixture(autouse=True)
def undone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As it is in this run, again at the end."""
    yield
    monkeypatch.undo()
    draw_alike()


def test_examples_are_the_same_each_time_and_no_example_is_timed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TOCSIN_FUZZ", raising=False)
    draw_alike()
    assert settings.default is not None
    assert (settings.default.derandomize, settings.default.deadline) == (True, None)
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_a_long_run_draws_others_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_FUZZ", "long")
    draw_alike()
    assert settings.default is not None
    assert not settings.default.derandomize
