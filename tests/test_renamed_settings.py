"""TOCSIN_BLIND_AFTER_S meant two things.

Both services still take it, and have names of their own.
"""

import pytest

from notifier.settings import NotifierSettings
from notifier.timers.page_for_blind_clock import watch_rules_of
from sla_clock.bootstrap import sight_rules_of
from sla_clock.settings import SlaClockSettings

OLD = "TOCSIN_BLIND_AFTER_S"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://localhost/tocsin")
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")
    monkeypatch.setenv("TOCSIN_JWT_SECRET", "x" * 32)
    monkeypatch.setenv("TOCSIN_LINK_SECRET", "x" * 32)


def limits() -> tuple[float, float]:
    """Return after how long the clock is blind, and after how long the notifier pages for it."""
    return (
        sight_rules_of(SlaClockSettings()).blind_after_s,
        watch_rules_of(NotifierSettings()).page_after_s,
    )


def test_unless_set_the_clock_is_blind_after_5_s_and_a_page_goes_after_60() -> None:
    assert limits() == (5.0, 60.0)


def test_the_old_name_still_works_in_both_and_each_says_its_new_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(OLD, "20")
    assert limits() == (20.0, 20.0)
    assert SlaClockSettings().renamed() == [(OLD, "TOCSIN_CLOCK_BLIND_AFTER_S")]
    assert NotifierSettings().renamed() == [(OLD, "TOCSIN_BLIND_PAGE_AFTER_S")]


def test_an_old_value_that_only_the_clock_may_have_stops_no_notifier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(OLD, "3")
    assert limits() == (3.0, 5.0)


def test_one_environment_sets_both_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CLOCK_BLIND_AFTER_S", "3")
    monkeypatch.setenv("TOCSIN_BLIND_PAGE_AFTER_S", "90")
    assert limits() == (3.0, 90.0)
    assert [*SlaClockSettings().renamed(), *NotifierSettings().renamed()] == []


def test_a_new_name_counts_more_than_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OLD, "20")
    monkeypatch.setenv("TOCSIN_CLOCK_BLIND_AFTER_S", "3")
    monkeypatch.setenv("TOCSIN_BLIND_PAGE_AFTER_S", "90")
    assert limits() == (3.0, 90.0)
