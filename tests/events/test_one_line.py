"""One line is made of any text; one that is a line already stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.one_line import LONGEST, is_one_line, one_line, quoted


def test_a_line_holds_no_break_and_no_unseen_letter_and_is_cut_where_it_is_long() -> None:
    assert one_line("a\n\u202eb\u200d c") == "a b\u200d c"
    assert one_line("abcdef", 5) == "abcd…"
    assert one_line("abcde", 5) == "abcde"
    assert quoted("say “no”\n") == '“say "no"”'


def test_a_line_has_at_most_200_letters_unless_another_length_is_named() -> None:
    assert one_line("x" * 200) == "x" * 200
    assert one_line("x" * 201) == "x" * 199 + "…"
    assert LONGEST == 200


@pytest.mark.parametrize("letter", ["\n", "\x00", "\x1b", "\u2028", "\u2029", "\u202e", "\u2066"])
def test_what_breaks_a_line_or_turns_it_makes_a_text_no_line(letter: str) -> None:
    assert not is_one_line(f"a{letter}b")
    assert is_one_line("a\u200db\xad c")


@given(st.text(max_size=50))
def test_whatever_was_written_becomes_one_line(text: str) -> None:
    assert is_one_line(one_line(text))
    assert one_line(one_line(text)) == one_line(text)
