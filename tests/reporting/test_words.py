"""Lengths and shares as people read them."""

import pytest

from reporting.pages.words import count, length, percent


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
