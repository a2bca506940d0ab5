"""Lengths and shares as people read them."""

from typing import get_args

import pytest

from events.catalogue.on_call_events import PageReason
from reporting.domain.case_row import CaseStatus
from reporting.pages.words import PAGE_REASON, STATUS, count, length, percent


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "–"), (0, "0 s"), (2.5, "2.5 s"), (187_200, "2 d 4 h")]
)
def test_a_length_is_said_as_measured_and_none_is_a_dash(seconds: float | None, text: str) -> None:
    assert length(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"), [(None, "–"), (100.0, "100 %"), (92.8, "92.8 %"), (0.0, "0 %")]
)
def test_a_share_is_a_percentage(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_one_is_not_many() -> None:
    assert (count(1, "case"), count(1200, "case")) == ("1 case", "1,200 cases")


def test_every_status_and_every_reason_to_page_has_words_of_its_own() -> None:
    for words, codes in ((STATUS, get_args(CaseStatus)), (PAGE_REASON, get_args(PageReason))):
        assert set(words) == set(codes)
        assert len(set(words.values())) == len(codes)
