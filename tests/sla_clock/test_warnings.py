"""Warnings at half, three quarters and nine tenths of a target: each once, whoever was away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from events.catalogue.deadline_events import DeadlineWarned
from events.catalogue.terms import Priority, Promise
from sla_clock.domain import move_deadline, pause_deadline, resume_deadline
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.fire_instants import Fired, Passed, fire_instants
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from tests.sla_clock.promises import COVERED, WARNED, after, at, promise, started

MONDAY = at("2026-11-16 09:00")
MINUTE = timedelta(minutes=1)
SEVERAL = promise("gold", WARNED)
P1 = started(MONDAY, "P1", under=SEVERAL)


def passing(
    deadline: Deadline, minutes: float, detected: float | None = None
) -> tuple[Deadline, Sequence[Fired]]:
    """Time passes up to so many minutes after the opening; it is noticed then, or later."""
    until = MONDAY + minutes * MINUTE
    noticed = until if detected is None else MONDAY + detected * MINUTE
    return fire_instants(deadline, Passed(until=until), noticed)


def marks(fired: Sequence[Fired]) -> list[tuple[float | str, float]]:
    """What fired, and how many minutes after the opening it was due."""
    return [(one.instant.fraction or "breach", minutes_at(one.instant.at)) for one in fired]


def minutes_at(instant: datetime) -> float:
    """Minutes after the opening."""
    return (instant - MONDAY) / MINUTE


def test_a_p1_is_warned_of_three_times_and_then_breached() -> None:
    seen = list[tuple[float | str, float]]()
    deadline = P1
    for minute in range(0, 70, 5):
        deadline, fired = passing(deadline, minute)
        seen += marks(fired)

    assert seen == [(0.5, 30), (0.75, 45), (0.9, 54), ("breach", 60)]
    assert deadline.warned == (0.5, 0.75, 0.9)


def test_all_that_was_missed_is_recorded_with_its_instant_and_when_it_was_noticed() -> None:
    """The clock was away from minute 40 to 70."""
    deadline, fired = passing(P1, 40)
    assert marks(fired) == [(0.5, 30)]
    deadline, fired = passing(deadline, 70)

    assert marks(fired) == [(0.75, 45), (0.9, 54), ("breach", 60)]
    assert {one.event.detected_at for one in fired} == {MONDAY + 70 * MINUTE}
    warned = [one.event.warned_at for one in fired if isinstance(one.event, DeadlineWarned)]
    assert [minutes_at(one) for one in warned] == [45, 54]
    assert deadline.late_by_s == 600


def test_a_warning_says_of_which_other_parts_there_is_one() -> None:
    _, fired = passing(P1, 30)
    (event,) = [one.event for one in fired if isinstance(one.event, DeadlineWarned)]
    assert event.warns_at == (0.5, 0.75, 0.9)


def test_a_wait_moves_only_the_warnings_still_to_come() -> None:
    deadline, _ = passing(P1, 35)
    wait = PauseDeadline(kind="paused", at=MONDAY + 35 * MINUTE, reason="waiting")
    deadline = after(deadline, [*pause_deadline.decide(wait, deadline)])
    over = ResumeDeadline(kind="paused", at=MONDAY + 95 * MINUTE)
    deadline = after(deadline, [*resume_deadline.decide(over, deadline)])

    assert marks(passing(deadline, 200)[1]) == [(0.75, 105), (0.9, 114), ("breach", 120)]


def test_a_target_that_takes_over_has_warnings_of_its_own() -> None:
    """Raised to P1 after its first warning as a P2: an hour from then on, with all its marks."""
    deadline = started(MONDAY, "P2", under=SEVERAL)
    deadline, fired = passing(deadline, 6 * 60)
    assert marks(fired) == [(0.5, 360)]
    raised = MoveDeadline(priority="P1", at=MONDAY + 400 * MINUTE)
    deadline = after(deadline, [*move_deadline.decide(raised, deadline)])

    assert marks(passing(deadline, 480)[1]) == [
        (0.5, 430),
        (0.75, 445),
        (0.9, 454),
        ("breach", 460),
    ]


def test_a_change_after_which_the_same_target_governs_repeats_no_warning() -> None:
    """Lowered by mistake and raised again, after the first warning as a P1."""
    deadline, _ = passing(P1, 35)
    changes: list[tuple[Priority, int]] = [("P2", 36), ("P1", 38)]
    for priority, minute in changes:
        change = MoveDeadline(priority=priority, at=MONDAY + minute * MINUTE)
        deadline = after(deadline, [*move_deadline.decide(change, deadline)])

    assert marks(passing(deadline, 70)[1]) == [(0.75, 45), (0.9, 54), ("breach", 60)]


@pytest.mark.parametrize(
    ("under", "parts"),
    [
        (SEVERAL, [0.75]),
        # Terms that name no parts for cover warn of it as of a target.
        (promise("gold", COVERED), [0.75]),
        (structs.replace(SEVERAL, cover=promise("gold", COVERED).cover), [0.5, 0.75, 0.9]),
    ],
)
def test_cover_is_warned_of_after_the_parts_that_the_terms_name_for_it(
    under: Promise, parts: list[float]
) -> None:
    cover = structs.replace(started(MONDAY, "P1", under=under), goal="cover")
    fired = passing(cover, 59)[1]
    assert [one.instant.fraction for one in fired] == parts


def test_terms_may_have_no_warning_of_cover() -> None:
    assert SEVERAL.cover is not None
    silent = structs.replace(SEVERAL, cover=structs.replace(SEVERAL.cover, warn_at_fractions=()))
    cover = structs.replace(started(MONDAY, "P1", under=silent), goal="cover")
    assert marks(passing(cover, 70)[1]) == [("breach", 60)]
