"""A later version of a calendar moves the open deadlines whose terms follow it, and never into the
past (CP-25).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from events.catalogue.deadline_events import DeadlineFollowedCalendar
from events.catalogue.terms import Priority, Target
from events.command_runner import Decider
from sla_clock.domain import (
    cancel_deadline,
    follow_calendar,
    move_deadline,
    pause_deadline,
    reinstate_deadline,
    resume_deadline,
    set_deadline,
)
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline, evolve, evolve_any, initial
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.fire_instants import next_instant
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.domain.happened_at import happened_at
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.project_due import counted_s, instant_of_fraction
from sla_clock.domain.reinstate_deadline import ReinstateDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.set_deadline import SetDeadline, promise_of_next
from tests.sla_clock.a_vendors_calendars import following, known_shop, local, shop
from tests.sla_clock.promises import after, started
from tests.support.given import deciding

pytestmark = pytest.mark.rule("CP-25")
MONDAY = local("2026-11-16 09:00")


@pytest.fixture(autouse=True, scope="module")
def _known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with known_shop(tmp_path_factory.mktemp("vendor"), 1, 2, 3, 4):
        yield


def opened(priority: Priority = "P2", *, follows: bool = True) -> Deadline:
    """A case of Gold, opened on Monday at nine: 12 hours for P2, 24 for P3."""
    return started(MONDAY, priority, under=following(follows=follows))


def follow(deadline: Deadline, at: datetime, version: int = 2) -> DeadlineFollowedCalendar:
    """What is said when the deadline follows that version at that instant."""
    (event,) = follow_calendar.decide(FollowCalendar(calendar=shop(version), at=at), deadline)
    return event


def followed(deadline: Deadline, at: datetime, version: int = 2) -> Deadline:
    """The deadline afterwards."""
    return evolve(deadline, follow(deadline, at, version))


def paused(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline once the case waits."""
    wait = PauseDeadline(kind="paused", at=at, reason="waiting")
    return after(deadline, [*pause_deadline.decide(wait, deadline)])


def resumed(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline once it waits no longer."""
    end = ResumeDeadline(kind="paused", at=at)
    return after(deadline, [*resume_deadline.decide(end, deadline)])


def moved(deadline: Deadline, priority: Priority, at: datetime) -> Deadline:
    """The deadline once the case has that priority."""
    change = MoveDeadline(priority=priority, at=at)
    return after(deadline, [*move_deadline.decide(change, deadline)])


def test_a_day_off_that_is_new_moves_what_reaches_beyond_it() -> None:
    noon = local("2026-11-16 12:00")
    deadline = opened("P3")
    assert deadline.due_at == local("2026-11-18 17:00")
    event = follow(deadline, noon, 3)
    assert event == DeadlineFollowedCalendar(
        case_id="c1",
        goal="first_response",
        calendar_before=shop(1),
        calendar=shop(3),
        old_due_at=local("2026-11-18 17:00"),
        due_at=local("2026-11-19 17:00"),
        budget_s=24 * 3600,
        counting_from=MONDAY,
        moved_at=noon,
    )
    assert happened_at(event) == noon
    then = evolve(deadline, event)
    assert (then.due_at, then.promise.calendar, then.priced_at) == (event.due_at, shop(3), noon)
    assert then.claims == deadline.claims


def test_more_hours_are_due_earlier_where_that_is_not_past() -> None:
    event = follow(opened(), local("2026-11-16 12:00"))
    assert (event.old_due_at, event.due_at) == (
        local("2026-11-17 13:00"),
        local("2026-11-16 21:00"),
    )
    assert event.rest is None


def test_what_would_be_due_in_the_past_gets_what_was_left_from_now() -> None:
    now = local("2026-11-17 10:00")
    event = follow(opened(), now)
    assert event.rest == Target(amount=3 * 3600, unit="seconds", counts="working-time")
    assert (event.due_at, event.counting_from, event.budget_s) == (
        now + timedelta(hours=3),
        now,
        12 * 3600,
    )
    # Nine of the twelve hours stay used up.
    assert counted_s(evolve(opened(), event), now + timedelta(hours=1)) == 10 * 3600
    # Nights count by the later version: what was left does not wait for the morning.
    evening = follow(opened("P3"), local("2026-11-17 18:00"))
    assert evening.due_at == local("2026-11-18 02:00")


def test_what_was_left_is_never_less_than_a_part_of_a_second() -> None:
    now = local("2026-11-17 12:59") + timedelta(seconds=59, microseconds=999_999)
    event = follow(opened(), now)
    assert event.rest == Target(amount=1, unit="seconds", counts="working-time")
    assert event.due_at == now + timedelta(seconds=1)


def test_at_the_instant_of_the_new_due_time_it_would_be_past() -> None:
    now = local("2026-11-16 21:00")
    event = follow(opened(), now)
    assert event.rest is not None
    assert event.due_at is not None
    assert event.due_at > now


def test_while_it_waits_it_follows_without_a_due_time() -> None:
    waiting = paused(opened(), local("2026-11-16 11:00"))
    event = follow(waiting, local("2026-11-16 12:00"))
    assert (event.old_due_at, event.due_at, event.rest) == (None, None, None)
    again = resumed(evolve(waiting, event), local("2026-11-17 10:00"))
    assert again.due_at == local("2026-11-17 20:00")


def test_while_it_waits_what_was_left_is_kept_too() -> None:
    """By the earlier version eight and a half hours were used up, by the later one all twelve."""
    waiting = paused(opened(), local("2026-11-17 09:30"))
    event = follow(waiting, local("2026-11-17 12:00"))
    assert event.due_at is None
    assert event.rest == Target(amount=12_600, unit="seconds", counts="working-time")
    again = resumed(evolve(waiting, event), local("2026-11-18 10:00"))
    assert again.due_at == local("2026-11-18 13:30")


@pytest.mark.parametrize("now", ["2026-11-17 13:00", "2026-11-17 15:00"])
def test_what_was_due_by_then_stays_as_it_is(now: str) -> None:
    assert follow_calendar.decide(FollowCalendar(calendar=shop(2), at=local(now)), opened()) == []


def test_nothing_else_follows() -> None:
    command = FollowCalendar(calendar=shop(2), at=local("2026-11-16 12:00"))
    judged = structs.replace(opened(), verdict="met")
    other = structs.replace(command.calendar, calendar_id="office")
    on_it = evolve(opened(), follow(opened(), command.at))
    assert follow_calendar.decide(command, None) == []
    assert follow_calendar.decide(command, judged) == []
    assert follow_calendar.decide(command, opened(follows=False)) == []
    assert follow_calendar.decide(command, on_it) == []
    assert follow_calendar.decide(replace(command, calendar=shop(1)), on_it) == []
    assert follow_calendar.decide(replace(command, calendar=other), opened()) == []


def test_a_store_whose_time_is_behind_intakes_counts_from_the_start() -> None:
    event = follow(opened(), MONDAY - timedelta(seconds=1))
    assert event.moved_at == MONDAY


def test_a_change_of_priority_later_on_counts_by_the_later_version() -> None:
    deadline = followed(opened("P4"), local("2026-11-16 10:00"))
    raised = moved(deadline, "P2", local("2026-11-16 18:00"))
    assert raised.due_at == local("2026-11-17 06:00")


@pytest.mark.rule("CP-27a")
def test_a_due_time_that_the_later_version_puts_into_the_past_does_not_come_back() -> None:
    """P2 was due on Tuesday at one; by the later version, on Monday at nine in the evening."""
    lowered = moved(opened("P2"), "P3", local("2026-11-16 10:00"))
    deadline = followed(lowered, local("2026-11-17 08:00"))
    assert deadline.due_at == local("2026-11-17 09:00")
    raised = moved(deadline, "P2", local("2026-11-17 08:30"))
    assert raised.due_at == local("2026-11-17 09:00")


@pytest.mark.rule("CP-27a")
def test_a_due_time_that_is_still_to_come_comes_back_by_the_later_version() -> None:
    lowered = moved(opened("P2"), "P3", local("2026-11-16 10:00"))
    deadline = followed(lowered, local("2026-11-16 11:00"))
    raised = moved(deadline, "P2", local("2026-11-16 12:00"))
    assert raised.due_at == local("2026-11-16 21:00")


def test_what_was_warned_of_is_warned_of_once() -> None:
    warned = structs.replace(opened(), warned=(0.5,))
    noon = local("2026-11-16 12:00")
    swapped = followed(warned, noon)
    assert swapped.warned == (0.5,)
    instant = next_instant(swapped)
    assert instant is not None
    assert (instant.fraction, instant.at) == (0.75, local("2026-11-16 18:00"))


def test_parts_of_what_was_left_are_parts_of_the_whole_promise() -> None:
    """At ten on Tuesday three quarters are used up; nine tenths after 108 minutes more."""
    now = local("2026-11-17 10:00")
    left = followed(structs.replace(opened(), warned=(0.5,)), now)
    instant = next_instant(left)
    assert instant is not None
    assert (instant.fraction, instant.at) == (0.9, now + timedelta(minutes=108))
    assert left.warned == (0.5,)
    # Used up before it began: there is no instant of it by the later version.
    assert instant_of_fraction(left, left.claims[-1], 0.5) is None
    assert [one.fraction for one in explain_deadline(left, now).warnings] == [0.9]


def test_what_was_left_stays_a_part_of_the_same_promise_by_the_next_version() -> None:
    """Three of twelve hours are left, and one of them goes by."""
    once = followed(opened(), local("2026-11-17 10:00"))
    twice = followed(once, local("2026-11-17 11:00"), 3)
    assert (twice.budget_s, twice.due_at) == (12 * 3600, local("2026-11-17 13:00"))
    assert counted_s(twice, local("2026-11-17 12:00")) == 11 * 3600


def test_after_a_larger_part_no_smaller_one_is_warned_of() -> None:
    """By the third version, with a day off, less is used up than was warned of."""
    deadline = structs.replace(opened("P3"), warned=(0.75,))
    instant = next_instant(followed(deadline, local("2026-11-17 09:30"), 3))
    assert instant is not None
    assert instant.fraction == 0.9


@pytest.mark.rule("CP-27a")
def test_a_target_that_governs_again_repeats_no_warning_by_a_later_version() -> None:
    """Half of a P3's 24 hours is used up at 13:00 on Tuesday, by the fourth version on Wednesday.

    It was lowered and raised in between, which forgets what was warned of.
    """
    deadline = structs.replace(opened("P3"), warned=(0.5,))
    lowered = moved(deadline, "P4", local("2026-11-17 13:20"))
    deadline = moved(lowered, "P3", local("2026-11-17 13:30"))
    assert deadline.warned == ()
    deadline = followed(deadline, local("2026-11-17 14:00"), 4)
    assert deadline.due_at == local("2026-11-23 17:00")
    instant = next_instant(deadline)
    assert instant is not None
    assert instant.fraction == 0.75


@pytest.mark.rule("CP-27a")
def test_a_due_time_that_did_not_come_back_does_not_by_the_next_version_either() -> None:
    """A P1 was lowered, and raised again after the first switch: its first hour is long over."""
    lowered = moved(opened("P1"), "P4", local("2026-11-16 09:01"))
    once = followed(lowered, local("2026-11-16 12:00"))
    raised = moved(once, "P1", local("2026-11-16 13:00"))
    twice = followed(raised, local("2026-11-16 13:10"), 3)
    instant = next_instant(twice)
    assert instant is not None
    assert (instant.fraction, instant.at) == (0.5, local("2026-11-16 13:30"))
    again = resumed(paused(twice, local("2026-11-16 13:20")), local("2026-11-16 13:25"))
    assert again.due_at == local("2026-11-16 14:05")


def test_what_was_used_up_while_the_case_was_excluded_is_not_warned_of_by_a_later_version() -> None:
    """By the first version half of the twelve hours is used up at three, by the fourth on Tuesday.

    A clock that runs without a break warns once.
    """
    excluded = CancelDeadline(at=local("2026-11-16 14:00"), reason="case-excluded")
    without = after(opened(), [*cancel_deadline.decide(excluded, opened())])
    included = ReinstateDeadline(at=local("2026-11-16 16:00"))
    again = after(without, [*reinstate_deadline.decide(included, without)])
    instant = next_instant(followed(again, local("2026-11-16 16:30"), 4))
    assert instant is not None
    assert instant.fraction == 0.75


def test_the_next_stretch_of_a_goal_goes_on_by_the_version_that_the_last_one_followed() -> None:
    case, last = opened(), followed(opened(), local("2026-11-16 12:00"))
    assert promise_of_next(case, None).calendar == shop(1)
    assert promise_of_next(case, last).calendar == shop(2)
    assert promise_of_next(last, case).calendar == shop(2)


def test_what_lay_before_the_switch_by_the_later_version_is_not_warned_of() -> None:
    """Half of the twelve hours would have been used up at three in the afternoon."""
    instant = next_instant(followed(opened(), local("2026-11-16 15:00")))
    assert instant is not None
    assert instant.fraction == 0.75


def sentence_of(deadline: Deadline, now: str) -> str:
    """The explanation as of then, without the year and the zone of each instant."""
    sentence = explain_deadline(deadline, local(now)).sentence
    return sentence.replace(" 2026", "").replace(" CET", "")


def test_it_is_told_which_version_counts_and_what_that_moved() -> None:
    sentence = sentence_of(followed(opened("P3"), local("2026-11-16 12:00"), 3), "2026-11-16 12:00")
    assert (
        "within 24 working hours from Mon 16 Nov 09:00. From Mon 16 Nov 12:00 on a later"
        " version of the calendar counts (shop, version 3): due Thu 19 Nov 17:00 instead of Wed 18"
        " Nov 17:00."
    ) in sentence


def test_it_is_told_that_nothing_moved() -> None:
    sentence = sentence_of(followed(opened(), local("2026-11-16 12:00"), 3), "2026-11-16 12:00")
    assert "(shop, version 3): still due Tue 17 Nov 13:00." in sentence


def test_it_is_told_what_was_left_and_still_what_was_promised() -> None:
    once = followed(opened("P3"), local("2026-11-17 18:00"))
    sentence = sentence_of(once, "2026-11-17 19:00")
    assert "was promised a first response within 24 working hours from Mon 16 Nov" in sentence
    assert (
        "(shop, version 2); the 8 h that were left by the earlier one count from then: due Wed 18"
        " Nov 02:00 instead of Wed 18 Nov 17:00."
    ) in sentence


def test_it_is_told_that_the_clock_stood() -> None:
    waiting = paused(opened(), local("2026-11-16 11:00"))
    sentence = sentence_of(followed(waiting, local("2026-11-16 12:00")), "2026-11-16 13:00")
    assert "counts (shop, version 2); the clock stood." in sentence


def test_a_change_of_priority_before_is_told_by_the_version_of_its_time() -> None:
    lowered = moved(opened("P2"), "P3", local("2026-11-16 10:00"))
    deadline = moved(followed(lowered, local("2026-11-17 18:00")), "P2", local("2026-11-17 19:00"))
    sentence = sentence_of(deadline, "2026-11-17 19:00")
    assert "lowered from P2 to P3" in sentence
    assert "due Wed 18 Nov 17:00 instead of Tue 17 Nov 13:00" in sentence
    assert "raised from P3 to P2" in sentence
    assert sentence.count("priority changed") == 0


following_calendars = deciding(Decider(initial, follow_calendar.decide, evolve_any))


def test_from_the_events_alone_it_follows_once() -> None:
    start = SetDeadline(
        case_id="c1",
        customer_id="acme",
        number="CS-1",
        goal="first_response",
        priority="P2",
        promise=following(),
        started_at=MONDAY,
    )
    events = set_deadline.decide(start, None)
    noon = FollowCalendar(calendar=shop(2), at=local("2026-11-16 12:00"))
    event = follow(opened(), noon.at)
    following_calendars.given(*events).when(noon).then(event)
    following_calendars.given(*events, event).when(noon).then()
