"""A list read page by page is the whole list, once; and a cursor that we did not make is
refused."""

import base64
import hashlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sample_service import NoteView, Shelf
from tests.webapi.conftest import Headers, HeadersFor
from webapi.cursors import LONGEST_CURSOR, Cursors
from webapi.paging import Paging, page
from webapi.problems import Problem

NOTES = "/v1/customers/acme/notes"
CURSORS = Cursors(b"a secret of the tests, 32 bytes or more")

positions = st.lists(
    st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"]))),
    max_size=5,
).map(tuple)


async def test_all_pages_together_are_the_list(
    client: httpx.AsyncClient, ann: Headers, shelf: Shelf
) -> None:
    shelf.notes["acme"] = [
        NoteView(note_id=f"n{n}", text="t", remind_at=None, version=n) for n in range(1, 8)
    ]
    seen, cursor = list[str](), None
    for _ in range(3):
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        answer = (await client.get(NOTES, params=params, headers=ann)).json()
        seen += [note["note_id"] for note in answer["items"]]
        cursor = answer["next"]

    assert (seen, cursor) == ([f"n{n}" for n in range(1, 8)], None)


async def test_a_cursor_is_good_for_its_own_list_only(
    client: httpx.AsyncClient, ann: Headers, as_role: HeadersFor, shelf: Shelf
) -> None:
    shelf.notes["other"] = [
        NoteView(note_id=f"n{n}", text="t", remind_at=None, version=n) for n in (1, 2)
    ]
    other = as_role("contact", "other", "bob")
    cursor = (await client.get("/v1/customers/other/notes?limit=1", headers=other)).json()["next"]

    answer = await client.get(NOTES, params={"cursor": cursor}, headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-cursor")


def test_no_page_follows_where_the_rows_just_fit() -> None:
    paging = Paging(lambda position: CURSORS.write("/x", position), 2, None)

    assert paging.fetch == 3
    assert paging.page([1, 2], lambda row: (row,)).next is None
    assert paging.page([1, 2, 3], lambda row: (row,)).next == CURSORS.write("/x", (2,))
    assert paging.page(list[int](), lambda row: (row,)).items == []
    assert page([1], None).model_dump() == {"items": [1], "next": None}


@given(positions)
def test_a_position_comes_back_as_it_went(position: tuple[str | int | None, ...]) -> None:
    assert CURSORS.read("/x", CURSORS.write("/x", position)) == position


@given(positions, st.integers(min_value=0), st.sampled_from("abcXYZ019_-=!é "))
def test_a_cursor_with_one_character_changed_is_refused(
    position: tuple[str | int | None, ...], index: int, letter: str
) -> None:
    cursor = CURSORS.write("/x", position)
    at = index % len(cursor)
    changed = cursor[:at] + letter + cursor[at + 1 :]

    if changed != cursor:
        with pytest.raises(Problem):
            CURSORS.read("/x", changed)


@given(st.text(max_size=40))
def test_a_made_up_cursor_is_a_bad_cursor_and_nothing_else(cursor: str) -> None:
    with pytest.raises(Problem, match="bad-cursor"):
        CURSORS.read("/x", cursor)


@pytest.mark.parametrize(
    "position",
    ['["P1",99999,"2026-01-01T00:00:00Z","x"]', '["P1"]', '["x"]', "[1,2,3]", '["\\u0000"]', "{}"],
)
async def test_a_forged_cursor_is_refused_whatever_is_in_it(
    client: httpx.AsyncClient, ann: Headers, position: str
) -> None:
    checksum = hashlib.blake2b(NOTES.encode() + b"\n" + position.encode(), digest_size=16).digest()
    forged = base64.urlsafe_b64encode(checksum + position.encode()).decode().rstrip("=")

    answer = await client.get(NOTES, params={"cursor": forged}, headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-cursor")


def test_a_cursor_of_the_longest_name_is_short_enough_to_be_taken() -> None:
    assert len(CURSORS.write("/v1/customers", ("𠀀" * 200, "x" * 100))) <= LONGEST_CURSOR


def test_another_secret_refuses_the_cursor() -> None:
    cursor = CURSORS.write("/x", (1,))

    with pytest.raises(Problem, match="bad-cursor"):
        Cursors(b"another secret").read("/x", cursor)
