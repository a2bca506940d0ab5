"""Why a case would have ended otherwise, in one sentence."""

from datetime import datetime

from msgspec.structs import replace

from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.say_difference import say_difference
from sla_clock.what_if.verdict import Judged, Verdict
from tests.sla_clock.promises import at, promise

MONDAY = at("2026-11-16 21:00")
UNDER = promise("gold")


def judged(verdict: Verdict, due_at: datetime | None) -> Judged:
    """A P2 with that verdict."""
    return Judged(verdict=verdict, priority="P2", due_at=due_at)


def sentence(other: Promise, due_at: datetime | None = None) -> str:
    """The sentence on a P2 that was due on Monday at 21:00 and would be due at another time."""
    return say_difference(judged("met", MONDAY), judged("breached", due_at), UNDER, other)


def test_another_target_is_named_with_the_old_one_and_both_due_times() -> None:
    other = replace(UNDER, targets={**UNDER.targets, "P2": promise("silver").targets["P2"]})
    assert sentence(other, at("2026-11-17 09:00")) == (
        "due 2026-11-17 09:00 EST instead of 2026-11-16 21:00 EST: "
        "24 working hours for a P2 instead of 12 working hours"
    )


def test_another_calendar_is_named_and_its_zone_speaks() -> None:
    berlin = CalendarRef(calendar_id="ours", version=2, zone="Europe/Berlin")
    assert sentence(replace(UNDER, calendar=berlin), MONDAY) == (
        "due 2026-11-16 21:00 EST either way: "
        "by the calendar ours version 2 instead of the calendar us-federal version 1"
    )


def test_other_rules_are_those_of_the_other_terms() -> None:
    assert sentence(promise("gold", "2010.5"), at("2026-11-16 22:00")).endswith(
        "by the rules of terms 2010.5 instead of 2010.1"
    )


def test_a_clock_that_stands_is_due_at_no_time_yet() -> None:
    assert sentence(UNDER) == "due at no time yet instead of 2026-11-16 21:00 EST"
