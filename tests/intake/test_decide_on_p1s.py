"""Which P1 opens, which is asked about first, and which are likely twins: decided on what is open
(CP-16).
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from events.catalogue.case_events import (
    CaseOpened,
    Channel,
    LikelyTwinMarked,
)
from intake.domain import join_phone_call, open_p1
from intake.domain.errors import NotAllowedInState
from intake.domain.likely_twins import LikelyTheSame, OpenP1, likely_twins
from intake.domain.open_p1 import OpenP1Case
from tests.intake.sample_cases import (
    ANNS_CALL,
    NOW,
    P1,
    QUESTION,
    WORKED_AROUND,
    case_after,
    open_c1,
)


def p1(case_id: str, subject: str = "Down", channel: Channel = "online") -> OpenP1:
    return OpenP1(
        case_id=case_id,
        number=case_id.upper(),
        subject=subject,
        channel=channel,
        opened_at=NOW - timedelta(minutes=5),
    )


def report_p1(
    *open_p1s: OpenP1, channel: Channel = "online", ruled_out: frozenset[str] = frozenset()
) -> OpenP1Case:
    request = replace(P1, channel=channel)
    return OpenP1Case(opening=open_c1(request), open_p1s=open_p1s, ruled_out=ruled_out)


def marks(command: OpenP1Case) -> list[tuple[str, str]]:
    first, *rest = open_p1.decide(command, None)
    assert isinstance(first, CaseOpened)
    return [(mark.twin_id, mark.because) for mark in rest if isinstance(mark, LikelyTwinMarked)]


def test_a_p1_beside_none_is_opened_and_marked_with_nothing() -> None:
    assert marks(report_p1()) == marks(report_p1(channel="phone")) == []


def test_a_call_beside_one_is_asked_about_it() -> None:
    with pytest.raises(LikelyTheSame) as refusal:
        open_p1.decide(
            report_p1(p1("a"), p1("b", "EDI"), channel="phone", ruled_out=frozenset({"a"})), None
        )
    assert [it.case_id for it in refusal.value.candidates] == ["b"]


def test_a_call_that_is_about_none_of_them_has_no_twin() -> None:
    assert marks(report_p1(p1("a"), channel="phone", ruled_out=frozenset({"a"}))) == []


def test_a_call_about_a_case_that_takes_no_more_calls_is_marked_as_its_twin() -> None:
    assert marks(replace(report_p1(channel="phone"), named="a")) == [("a", "named-by-support")]


@pytest.mark.parametrize("subject", ["Down", "DOWN!", " down "])
def test_the_same_subject_makes_a_twin_however_it_is_written(subject: str) -> None:
    assert marks(report_p1(p1("a", subject))) == [("a", "same-subject")]


@pytest.mark.parametrize("subject", ["EDI is down", "Down again", "!", ""])
def test_another_subject_makes_none(subject: str) -> None:
    assert marks(report_p1(p1("a", subject))) == []


def test_subjects_without_a_letter_are_compared_as_they_are() -> None:
    assert likely_twins("!!", NOW, [p1("a", "??"), p1("b", "!!")])[0].case_id == "b"


@pytest.mark.parametrize(
    ("apart", "because"),
    [
        (timedelta(0), "told-at-once"),
        (timedelta(seconds=-1), "told-at-once"),
        (timedelta(minutes=2), "told-at-once"),
        (timedelta(minutes=2, seconds=1), None),
    ],
)
def test_whatever_was_logged_at_the_same_time_is_a_likely_twin(
    apart: timedelta, because: str | None
) -> None:
    """CP-16: also in other words; at another instance, whose time is behind, too."""
    other = replace(p1("a", "EDI"), opened_at=NOW - apart)
    assert marks(report_p1(other)) == ([("a", because)] if because else [])


def test_of_many_those_of_which_only_the_time_speaks_are_marked_last() -> None:
    at_once = [replace(p1(case_id, "EDI"), opened_at=NOW) for case_id in "abc"]
    twins = marks(report_p1(*at_once, p1("d"), p1("e", "EDI", "phone")))
    assert twins == [("d", "same-subject"), ("e", "told-by-telephone"), ("a", "told-at-once")]


def test_what_was_told_by_telephone_is_a_likely_twin_whatever_the_words() -> None:
    assert marks(report_p1(p1("a", "EDI", "phone"))) == [("a", "told-by-telephone")]


def test_of_many_twins_the_three_oldest_are_marked() -> None:
    assert [twin for twin, _ in marks(report_p1(*map(p1, "abcde")))] == ["a", "b", "c"]


def test_both_cases_get_the_mark() -> None:
    [mark] = open_p1.marks_on_others(report_p1(p1("a")))
    assert (mark.case_id, mark.twin_id) == ("a", "c1")


def test_a_case_with_a_workaround_takes_no_call_while_it_waits() -> None:
    with pytest.raises(NotAllowedInState):
        join_phone_call.decide(ANNS_CALL, case_after(WORKED_AROUND, QUESTION))
