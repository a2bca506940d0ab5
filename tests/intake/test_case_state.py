"""What a case is after its events: its state, its twins, and whether its due time still holds."""

from datetime import timedelta

import msgspec
import pytest

from events.catalogue.case_events import CaseAssigned, InformationProvided, LikelyTwinMarked
from events.event import Event
from intake.domain.first_response import due_as_opened
from tests.intake.sample_cases import (
    CLOSED,
    EXCLUDED,
    LATER,
    LIBRARY,
    LOWERED,
    NOW,
    OPENED,
    QUESTION,
    RESOLVED,
    UNREACHABLE,
    WORKED_AROUND,
    case_after,
)


def test_a_case_goes_back_to_its_workaround_after_a_question() -> None:
    ended = InformationProvided(case_id="c1", provided_at=LATER)

    assert case_after(WORKED_AROUND, QUESTION).status == "waiting-on-customer"
    assert case_after(WORKED_AROUND, QUESTION, ended).status == "worked-around"
    assert case_after(QUESTION, ended).status == "open"


@pytest.mark.parametrize(
    ("event", "status", "live"),
    [
        (QUESTION, "waiting-on-customer", True),
        (WORKED_AROUND, "worked-around", True),
        (EXCLUDED, "excluded", False),
        (RESOLVED, "resolved", False),
        (CLOSED, "closed", False),
    ],
)
def test_support_works_on_a_case_until_it_is_solved_excluded_or_closed(
    event: Event, status: str, live: bool
) -> None:
    case = case_after(event)

    assert case_after().live
    assert (case.status, case.live) == (status, live)


def test_a_p1_is_uncovered_until_an_engineer_has_it_or_it_is_helped() -> None:
    assigned = CaseAssigned(case_id="c1", engineer_id="eve")

    assert case_after().uncovered is True
    for event in (assigned, LOWERED, WORKED_AROUND, RESOLVED):
        assert case_after(event).uncovered is False
    assert case_after(LOWERED, assigned).uncovered is False


def test_a_case_keeps_all_its_likely_twins() -> None:
    mark = LikelyTwinMarked(case_id="c1", twin_id="c0", marked_at=NOW, because="same-subject")

    other = msgspec.structs.replace(mark, twin_id="c9")
    assert case_after(mark, other).likely_twins == {"c0", "c9"}


@pytest.mark.parametrize("event", [EXCLUDED, RESOLVED, CLOSED, LOWERED])
def test_nobody_is_unreachable_once_a_case_is_over_or_no_p1_any_more(event: Event) -> None:
    assert case_after(UNREACHABLE).unreachable
    assert not case_after(UNREACHABLE, event).unreachable


def test_a_case_has_the_due_time_of_its_opening_at_first() -> None:
    calendar = LIBRARY.calendar(OPENED.promise)

    assert due_as_opened(case_after(), calendar) == NOW + timedelta(hours=1)


@pytest.mark.parametrize("event", [LOWERED, QUESTION, UNREACHABLE, EXCLUDED])
def test_the_due_time_is_the_clocks_once_it_moved_and_nobodys_without_a_target(
    event: Event,
) -> None:
    assert due_as_opened(case_after(event), LIBRARY.calendar(OPENED.promise)) is None
