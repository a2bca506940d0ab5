"""Links that are an identity: what is signed comes back, what was changed or is too old
does not.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.domain.errors import LinkExpired, LinkTampered
from notifier.domain.signed_link import LinkClaim, read_link, sign_link

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
CLAIM = LinkClaim(
    page_id="p1", engineer_id="noa", action="acknowledge", expires_at=NOW + timedelta(hours=1)
)
SECRET = "one secret"
SIGNED = sign_link(CLAIM, SECRET)


def test_a_link_says_what_was_signed() -> None:
    assert read_link(SIGNED, SECRET, NOW) == CLAIM


def test_a_link_ends_on_the_second() -> None:
    assert read_link(SIGNED, SECRET, CLAIM.expires_at - timedelta(seconds=1)) == CLAIM
    with pytest.raises(LinkExpired):
        read_link(SIGNED, SECRET, CLAIM.expires_at)


def test_another_secret_makes_another_link() -> None:
    with pytest.raises(LinkTampered):
        read_link(SIGNED, "another secret", NOW)


@pytest.mark.parametrize(
    "text",
    ["", "p1", "not/a link", "\u017f" + SIGNED[1:], SIGNED + "=", f" {SIGNED}"],
    ids=["nothing", "an id", "another alphabet", "a letter that looks like s", "padded", "a space"],
)
def test_what_is_spelled_otherwise_is_no_link(text: str) -> None:
    with pytest.raises(LinkTampered):
        read_link(text, SECRET, NOW)


def test_of_all_spellings_of_the_same_bytes_one_is_a_link() -> None:
    # The last letter of a length that is no multiple of four carries bits that decoding drops.
    claim = next(
        longer
        for letters in range(1, 4)
        if len(sign_link(longer := replace(CLAIM, page_id="p" * letters), SECRET)) % 4
    )
    signed = sign_link(claim, SECRET)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    respelled = signed[:-1] + letters[letters.index(signed[-1]) + 1]
    with pytest.raises(LinkTampered, match="spelled"):
        read_link(respelled, SECRET, NOW)


@given(st.integers(0, len(SIGNED) - 1), st.sampled_from("AZaz09-_=%é"))
def test_a_changed_letter_is_noticed(index: int, letter: str) -> None:
    changed = SIGNED[:index] + letter + SIGNED[index + 1 :]
    if changed != SIGNED:
        with pytest.raises(LinkTampered):
            read_link(changed, SECRET, NOW)


@given(st.text(max_size=200))
def test_anything_else_is_no_link(text: str) -> None:
    with pytest.raises(LinkTampered):
        read_link(text, SECRET, NOW)


def test_a_link_has_at_most_1024_letters() -> None:
    longest, longer = (
        sign_link(replace(CLAIM, page_id="p" * letters), SECRET) for letters in (713, 714)
    )

    assert (len(longest), len(longer)) == (1_024, 1_026)
    assert read_link(longest, SECRET, NOW).page_id == "p" * 713
    with pytest.raises(LinkTampered, match="longer"):
        read_link(longer, SECRET, NOW)


def test_an_endless_text_is_no_link() -> None:
    with pytest.raises(LinkTampered):
        read_link("A" * 100_000, SECRET, NOW)


def test_the_same_bytes_spelled_otherwise_are_no_link() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for letter in letters.replace(SIGNED[-1], ""):
        with pytest.raises(LinkTampered):
            read_link(SIGNED[:-1] + letter, SECRET, NOW)
