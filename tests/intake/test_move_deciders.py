"""Moving a case ahead within its priority, and back, decided alone (CP-31)."""

from dataclasses import replace
from datetime import timedelta

from events.catalogue.case_events import CaseMovedAhead, CaseMovedBack, MessageText
from intake.adapters import deciders
from intake.domain.case import Case
from intake.domain.move_ahead import MoveAhead
from intake.domain.move_back import MoveBack
from tests.intake.sample_cases import LATER, LIBRARY, LOWERED, NOW, OPENED, RESOLVED, case_after
from tests.support.given import deciding

moving_ahead = deciding(deciders.MOVING_AHEAD)
moving_back = deciding(deciders.MOVING_BACK)

UNTIL = LATER + timedelta(days=3)
AHEAD = MoveAhead(
    moved_by="tess",
    reason="Their audit",
    until=UNTIL,
    now=LATER,
    gives_tam_calls=LIBRARY.gives_tam_calls,
)
MOVED = CaseMovedAhead(
    case_id="c1",
    moved_by="tess",
    moved_at=LATER,
    until=UNTIL,
    personal=MessageText(text="Their audit"),
)
BACK = MoveBack(moved_by="tim", reason="Put off", now=LATER)
MOVED_BACK = CaseMovedBack(
    case_id="c1", moved_by="tim", moved_at=LATER, personal=MessageText(text="Put off")
)


def _case(case: Case | None) -> Case:
    assert case is not None
    return case


def test_a_case_is_moved_ahead_with_who_why_and_until_when() -> None:
    moved = _case(moving_ahead.given(OPENED).when(AHEAD).then(MOVED)).moved_ahead
    assert moved is not None
    assert (moved.moved_by, moved.moved_at, moved.until, moved.reason) == (
        "tess",
        LATER,
        UNTIL,
        "Their audit",
    )
    longer = replace(AHEAD, until=UNTIL + timedelta(days=1))
    again = moving_ahead.given(OPENED, MOVED).when(longer)
    assert [event.until for event in again.decide() if isinstance(event, CaseMovedAhead)] == [
        longer.until
    ]


def test_a_move_ends_later_than_now() -> None:
    moving_ahead.given(OPENED).when(replace(AHEAD, until=LATER)).refused("until-in-the-past")


def test_only_a_plan_with_calls_to_a_tam_moves_cases() -> None:
    silver = replace(AHEAD, gives_tam_calls=lambda _promise: False)
    moving_ahead.given(OPENED).when(silver).refused("plan-without-tam-calls")


def test_only_a_live_case_moves() -> None:
    moving_ahead.given(OPENED, RESOLVED).when(AHEAD).refused("not-allowed-in-state")
    moving_ahead.given().when(AHEAD).refused("unknown-case")
    moving_back.given(OPENED, MOVED, RESOLVED).when(BACK).refused("not-allowed-in-state")


def test_a_case_is_moved_back_once_and_not_after_its_time() -> None:
    after = moving_back.given(OPENED, MOVED).when(BACK).then(MOVED_BACK)
    assert _case(after).moved_ahead is None
    moving_back.given(OPENED, MOVED, MOVED_BACK).when(BACK).then()
    moving_back.given(OPENED, MOVED).when(replace(BACK, now=UNTIL)).then()
    moving_back.given(OPENED).when(BACK).then()


def test_another_priority_ends_the_move_within_the_old_one() -> None:
    assert case_after(OPENED, MOVED).moved_ahead is not None
    assert case_after(OPENED, MOVED, LOWERED).moved_ahead is None
    assert NOW < LATER
