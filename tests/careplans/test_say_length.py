"""Lengths of time in words: exactly, as measured, and roughly."""

from datetime import timedelta

import pytest

from careplans.say_length import say_length, say_measured, say_number, say_roughly


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "less than a second"),
        (timedelta(milliseconds=999), "less than a second"),
        (timedelta(seconds=1), "1 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=61), "1 h 1 min"),
        (timedelta(days=2, seconds=5), "2 d 5 s"),
        (timedelta(days=2, hours=3, minutes=4, seconds=5), "2 d 3 h"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(length: timedelta, text: str) -> None:
    assert say_length(length) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.04, "40 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1 s"),
        (1.04, "1 s"),
        (2.5, "2.5 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (10.4, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (200, "3 min 20 s"),
        (18_720, "5 h 12 min"),
        (86_460, "1 d 1 min"),
    ],
)
def test_a_measured_length_is_rounded_and_is_finer_where_it_is_short(
    seconds: float, text: str
) -> None:
    assert say_measured(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "0 minutes"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=119, seconds=59), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(hours=95), "3 days"),
    ],
)
def test_a_rough_length_has_one_unit_rounded_down(length: timedelta, text: str) -> None:
    assert say_roughly(length) == text


def test_one_is_said_without_an_s() -> None:
    assert (say_number(1, "business day"), say_number(0, "hour")) == ("1 business day", "0 hours")
