"""What a promise holds of the terms that it was made by."""

from datetime import datetime

import pytest
from msgspec import structs

from careplans import calendars
from careplans.calendars import Calendar, calendar_of, load_calendar
from careplans.compute_deadline import compute_deadline
from careplans.errors import UnknownCalendar
from careplans.promise_from_terms import promise_from
from careplans.reading import READING, Reading, reading_of
from careplans.terms import load_terms
from events.catalogue.terms import CalendarRef, CoverPromise, Plan, Priority, Promise, Target

NEW = load_terms().version("2010.2")
FIRST = load_terms().version("2010.1")
FRIDAY = datetime.fromisoformat("2026-11-20T15:00-05:00")
SATURDAY = datetime.fromisoformat("2026-11-14T15:00-05:00")


@pytest.mark.parametrize("plan", ["silver", "gold", "platinum"])
def test_a_promise_holds_all_that_the_terms_say_of_a_plan(plan: Plan) -> None:
    promise = promise_from(NEW, plan)
    assert (promise.plan, promise.terms_version) == (plan, "2010.2")
    assert promise.targets == NEW.targets(plan)
    assert promise.calendar == CalendarRef(
        calendar_id=NEW.calendar_id, version=NEW.calendar_version, zone="America/Detroit"
    )
    assert (promise.warn_at_fractions, promise.when_raised, promise.when_lowered) == (
        NEW.warn_at_fractions,
        NEW.when_raised,
        NEW.when_lowered,
    )
    assert (promise.when_due, promise.at_due, promise.when_warned) == (
        NEW.clock.when_due,
        NEW.clock.at_due,
        NEW.clock.when_warned,
    )


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        ("P1", "2026-11-20T16:00-05:00"),
        ("P2", "2026-11-23T03:00-05:00"),
        ("P3", "2026-11-23T15:00-05:00"),
    ],
)
def test_a_case_is_due_by_its_own_priority(priority: Priority, due: str) -> None:
    due_at = due_as_promised(promise_from(NEW, "gold"), priority, FRIDAY)
    assert due_at == datetime.fromisoformat(due)


def due_as_promised(promise: Promise, priority: Priority, opened_at: datetime) -> datetime | None:
    target, calendar = promise.targets[priority], calendar_of(promise.calendar)
    return compute_deadline(opened_at, target, calendar, (), reading_of(promise)).due_at


def test_a_promise_keeps_the_reading_that_it_was_given_under() -> None:
    assert reading_of(promise_from(NEW, "silver")) == READING
    first = promise_from(FIRST, "silver")
    assert reading_of(first) == Reading(when_due="same-local-time", at_due="wait-takes-nothing")
    due = [due_as_promised(promise_from(t, "silver"), "P4", SATURDAY) for t in (FIRST, NEW)]
    assert due == [
        datetime.fromisoformat("2026-11-23T00:00-05:00"),
        datetime.fromisoformat("2026-11-21T00:00-05:00"),
    ]


def test_a_promise_says_how_long_a_p1_may_be_without_an_engineer() -> None:
    """CP-26: terms that say nothing of it promise nothing."""
    minutes = [Target(amount=amount * 60, unit="seconds", counts="always") for amount in (15, 5)]
    covered = promise_from(load_terms().version("2010.3"), "silver")
    assert covered.cover == CoverPromise(after_opening=minutes[0], after_letting_go=minutes[1])
    assert promise_from(NEW, "silver").cover is None


def test_a_promise_says_after_which_parts_of_a_target_and_of_cover_is_warned() -> None:
    before, now = (
        promise_from(load_terms().version(version), "gold") for version in ("2010.4", "2010.5")
    )
    assert (before.warn_at_fractions, now.warn_at_fractions) == ((0.75,), (0.5, 0.75, 0.9))
    assert before.cover is not None
    assert now.cover is not None
    assert (before.cover.warn_at_fractions, now.cover.warn_at_fractions) == (None, (0.75,))
    lengths = [(one.after_opening, one.after_letting_go) for one in (before.cover, now.cover)]
    assert lengths[0] == lengths[1]


def test_a_calendar_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownCalendar, match="moon"):
        calendar_of(CalendarRef(calendar_id="moon", version=1, zone="UTC"))


@pytest.mark.rule("CP-25")
def test_only_where_the_terms_follow_their_calendar_does_its_newest_version_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = load_calendar("us-federal", 1)
    later = Calendar(structs.replace(first.source, version=2), first.frozen)
    monkeypatch.setattr(calendars, "_of_the_vendor", {("us-federal", 2): later})
    assert promise_from(NEW, "gold").calendar.version == 1
    assert not promise_from(NEW, "gold").follows_calendar
    choice = structs.replace(NEW.calendar, follow=True)
    promise = promise_from(structs.replace(NEW, calendar=choice), "gold")
    assert (promise.calendar.version, promise.follows_calendar) == (2, True)
