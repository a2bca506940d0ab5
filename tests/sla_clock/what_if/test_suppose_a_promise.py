"""What would have been promised: another plan, other terms, other targets, another calendar."""

import pytest
from msgspec.structs import replace

from careplans.errors import UnknownTerms
from careplans.terms import TermsCatalogue, load_terms
from events.catalogue.terms import CalendarRef, Target
from sla_clock.what_if.supposed_promise import (
    NoSuchPromise,
    Supposition,
    read_length,
    suppose_promise,
)
from tests.sla_clock.promises import WARNED, promise

KNOWN = load_terms()
BRIDGE = CalendarRef(calendar_id="us-federal-and-bridge", version=1, zone="America/Detroit")


def test_nothing_supposed_leaves_the_promise_as_it_was() -> None:
    assert Supposition().is_empty
    assert suppose_promise(promise("gold"), Supposition(), KNOWN) == promise("gold")


def test_another_plan_is_that_of_the_terms_that_the_case_was_opened_under() -> None:
    other = Supposition(plan="platinum")
    assert not other.is_empty
    assert suppose_promise(promise("gold"), other, KNOWN) == promise("platinum")


def test_another_plan_keeps_the_version_of_the_calendar_that_was_frozen() -> None:
    own = replace(promise("gold"), calendar=BRIDGE, follows_calendar=True)
    supposed = suppose_promise(own, Supposition(plan="platinum"), KNOWN)
    assert (supposed.plan, supposed.calendar, supposed.follows_calendar) == (
        "platinum",
        BRIDGE,
        True,
    )


def test_a_calendar_that_is_asked_for_counts_all_the_time() -> None:
    own = replace(promise("gold"), follows_calendar=True)
    assert suppose_promise(own, Supposition(targets={"P2": "8h"}), KNOWN).follows_calendar
    assert not suppose_promise(own, Supposition(calendar=own.calendar), KNOWN).follows_calendar


def test_other_terms_that_follow_no_calendar_follow_none() -> None:
    own = replace(promise("gold"), follows_calendar=True)
    other = Supposition(terms=KNOWN.version(WARNED))
    assert not suppose_promise(own, other, KNOWN).follows_calendar


def test_other_terms_keep_the_plan() -> None:
    other = Supposition(terms=KNOWN.version(WARNED))
    assert suppose_promise(promise("gold"), other, KNOWN) == promise("gold", WARNED)


def test_other_terms_and_another_plan_go_together() -> None:
    other = Supposition(terms=KNOWN.version(WARNED), plan="silver")
    assert suppose_promise(promise("gold"), other, KNOWN) == promise("silver", WARNED)


def test_a_target_counts_as_that_of_its_priority_does() -> None:
    other = Supposition(targets={"P1": "30min", "P2": "8 hours"})
    targets = suppose_promise(promise("gold"), other, KNOWN).targets
    assert targets["P1"] == Target(amount=1_800, unit="seconds", counts="always")
    assert targets["P2"] == Target(amount=28_800, unit="seconds", counts="working-time")
    assert targets["P3"] == promise("gold").targets["P3"]


def test_another_calendar_takes_the_place_of_the_terms_own() -> None:
    other = Supposition(calendar=BRIDGE, plan="silver")
    supposed = suppose_promise(promise("gold"), other, KNOWN)
    assert (supposed.calendar, supposed.plan) == (BRIDGE, "silver")


def test_a_plan_of_terms_that_are_gone_cannot_be_supposed() -> None:
    only_new = TermsCatalogue((KNOWN.version(WARNED),))
    with pytest.raises(UnknownTerms):
        suppose_promise(promise("gold"), Supposition(plan="silver"), only_new)


@pytest.mark.parametrize("written", ["soon", "0h", "-1 hours", "12 parsecs", "367bd", "8785 h"])
def test_what_is_no_length_is_refused_at_once_as_it_is_written(written: str) -> None:
    with pytest.raises(NoSuchPromise, match=f"P2: .*'{written}'"):
        Supposition(targets={"P2": written})


def test_business_days_around_the_clock_are_no_promise() -> None:
    other = Supposition(targets={"P1": "2bd"})
    with pytest.raises(NoSuchPromise, match="P1"):
        suppose_promise(promise("gold"), other, KNOWN)


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("30min", 1_800, "seconds"),
        ("45 m", 2_700, "seconds"),
        ("8h", 28_800, "seconds"),
        ("5bd", 5, "business-days"),
        ("5 business days", 5, "business-days"),
        (" 1 hour ", 3_600, "seconds"),
    ],
)
def test_lengths_may_be_written_short(written: str, amount: int, unit: str) -> None:
    target = read_length(written, "working-time")
    assert (target.amount, target.unit) == (amount, unit)
