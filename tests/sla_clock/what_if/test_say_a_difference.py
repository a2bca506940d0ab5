"""Why a case would have ended otherwise, in one sentence."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.compare import Difference
from sla_clock.what_if.say_difference import say_difference
from sla_clock.what_if.verdict import Judged, Verdict
from sla_clock.what_if.why_other import Why
from tests.sla_clock.promises import at, promise

MONDAY = at("2026-11-16 21:00")
UNDER = promise("gold")


def judged(verdict: Verdict, due_at: datetime | None) -> Judged:
    """A P2 with that verdict."""
    return Judged(verdict=verdict, priority="P2", due_at=due_at)


def sentence(other: Promise, *why: Why, due_at: datetime | None = None) -> str:
    """The sentence on a P2 that was due on Monday at 21:00 and would be due at another time."""
    then, supposed = judged("met", MONDAY), judged("breached", due_at)
    difference = Difference(case=0, then=then, supposed=supposed, why=why)
    return say_difference(difference, UNDER, other)


def test_another_target_is_named_with_the_old_one_and_both_due_times() -> None:
    other = replace(UNDER, targets={**UNDER.targets, "P2": promise("silver").targets["P2"]})
    assert sentence(other, "other-target", due_at=at("2026-11-17 09:00")) == (
        "due 2026-11-17 09:00 EST instead of 2026-11-16 21:00 EST: "
        "24 working hours for a P2 instead of 12 working hours"
    )


@pytest.mark.parametrize(
    ("why", "named"),
    [
        (("other-hours",), "hours"),
        (("other-holidays",), "holidays"),
        (("other-hours", "other-holidays"), "hours and holidays"),
    ],
)
def test_another_calendar_is_named_with_what_of_it_is_other(
    why: tuple[Why, ...], named: str
) -> None:
    berlin = CalendarRef(calendar_id="ours", version=2, zone="Europe/Berlin")
    assert sentence(replace(UNDER, calendar=berlin), *why, due_at=MONDAY) == (
        f"due 2026-11-16 21:00 EST either way: by the {named} of the calendar ours version 2"
        " instead of the calendar us-federal version 1"
    )


def test_what_is_other_and_changed_no_verdict_is_no_reason() -> None:
    other = replace(promise("silver"), calendar=replace(UNDER.calendar, version=2))
    assert "calendar" not in sentence(other, "other-target")


def test_other_rules_are_those_of_the_other_terms() -> None:
    other = promise("gold", "2010.5")
    assert sentence(other, "other-rules", due_at=at("2026-11-16 22:00")).endswith(
        "by the rules of terms 2010.5 instead of 2010.1"
    )


def test_a_clock_that_stands_is_due_at_no_time_yet() -> None:
    assert sentence(UNDER, "other-rules").startswith(
        "due at no time yet instead of 2026-11-16 21:00 EST: "
    )
