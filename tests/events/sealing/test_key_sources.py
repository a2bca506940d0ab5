"""Keys are remembered for a minute and no longer; who must not be late goes on without them."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from events.clock import MovableClock
from events.sealing.data_key import DataKey, Keys, drawn_key
from events.sealing.key_source import (
    KeysAway,
    KeysOfMany,
    LenientKeys,
    NoKeySource,
    RememberedKeys,
)
from events.sealing.sealer import MemorySealer, PersonMemory

KEY = drawn_key()


class Counting:
    """A source that counts what it is asked."""

    def __init__(self) -> None:
        self.keys: dict[str, DataKey | None] = {KEY.key_id: KEY, "gone": None}
        self.asked: list[set[str]] = []
        self.away = False

    async def fetch(self, key_ids: Collection[str]) -> Keys:
        if self.away:
            raise KeysAway("nobody answers")
        self.asked.append(set(key_ids))
        return {key_id: self.keys[key_id] for key_id in key_ids if key_id in self.keys}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 3, 2, tzinfo=UTC))


async def test_a_key_is_asked_for_once_a_minute(clock: MovableClock) -> None:
    source = Counting()
    keys = RememberedKeys(source, clock)
    for _ in range(3):
        assert await keys.fetch([KEY.key_id, "gone"]) == {KEY.key_id: KEY, "gone": None}
    assert source.asked == [{KEY.key_id, "gone"}]
    source.keys[KEY.key_id] = None
    clock.move_to(clock.now() + timedelta(seconds=60))
    assert await keys.fetch([KEY.key_id]) == {KEY.key_id: None}


async def test_a_key_that_was_not_known_is_asked_for_again(clock: MovableClock) -> None:
    source = Counting()
    keys = RememberedKeys(source, clock)
    assert await keys.fetch(["new"]) == {}
    source.keys["new"] = KEY
    assert await keys.fetch(["new"]) == {"new": KEY}
    assert source.asked == [{"new"}, {"new"}]


async def test_what_is_remembered_serves_while_the_source_is_away(clock: MovableClock) -> None:
    source = Counting()
    keys = RememberedKeys(source, clock)
    await keys.fetch([KEY.key_id])
    source.away = True
    assert await keys.fetch([KEY.key_id]) == {KEY.key_id: KEY}
    with pytest.raises(KeysAway):
        await keys.fetch(["gone"])
    keys.forget()
    with pytest.raises(KeysAway):
        await keys.fetch([KEY.key_id])


async def test_who_must_not_be_late_goes_on_without_keys_and_tells() -> None:
    source, messages = Counting(), list[str]()
    keys = LenientKeys(source, lambda: messages.append("away"))
    assert await keys.fetch([KEY.key_id]) == {KEY.key_id: KEY}
    source.away = True
    assert await keys.fetch([KEY.key_id]) == {}
    assert messages == ["away"]


async def test_a_service_that_needs_no_keys_knows_none() -> None:
    assert await NoKeySource().fetch([KEY.key_id]) == {}


def test_whose_key_is_which_is_remembered_for_a_minute(clock: MovableClock) -> None:
    memory = PersonMemory(clock)
    memory.learn({"staff/e": KEY})
    assert memory.known(["staff/e", "staff/f"]) == {"staff/e": KEY}
    clock.move_to(clock.now() + timedelta(seconds=60))
    assert memory.known(["staff/e"]) == {}
    memory.learn({"staff/e": KEY})
    memory.forget("staff/e")
    assert memory.known(["staff/e"]) == {}


async def test_keys_in_memory_are_erased_and_made_anew() -> None:
    sealer = MemorySealer()
    first = (await sealer.of(["staff/e"]))["staff/e"]
    sealer.erase("staff/e")
    sealer.erase("staff/nobody")
    second = (await sealer.of_in(None, ["staff/e"]))["staff/e"]
    assert await sealer.fetch_in(None, [first.key_id, second.key_id, "x"]) == {
        first.key_id: None,
        second.key_id: second,
    }


async def test_of_several_sources_the_next_is_asked_only_for_what_is_not_known_yet() -> None:
    first, second = Counting(), Counting()
    other = drawn_key()
    second.keys = {other.key_id: other}
    keys = KeysOfMany(first, second)

    wanted = [KEY.key_id, "gone", other.key_id]
    assert await keys.fetch(wanted) == {KEY.key_id: KEY, "gone": None, other.key_id: other}
    assert second.asked == [{other.key_id}]

    second.away = True
    assert await keys.fetch([KEY.key_id, "gone"]) == {KEY.key_id: KEY, "gone": None}
    with pytest.raises(KeysAway):
        await keys.fetch([other.key_id])
