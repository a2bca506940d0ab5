"""A command is decided on the newest state, carried out once, and answered the same way when it is
asked again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from events.catalogue.case_events import CaseCommented, MessageText
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.command_runner import (
    CommandKey,
    CommandRequest,
    Decider,
    Done,
    load,
    ready,
    run_command,
)
from events.errors import AnswerForgotten, KeyReused, WrongExpectedVersion
from events.event import Event, Meta, Recorded
from events.store.event_store import FORGOTTEN_ANSWER, AlreadyDone, Append, Appended, CommandRecord
from events.store.memory_store import MemoryStore
from tests.events.store.sample_appends import append_to, texts
from tests.support.event_stores import NOON, SHARDS

STREAM = "case-c-1"


@dataclass(frozen=True)
class Say:
    """Add a comment."""

    text: str


class TooManyComments(Exception):
    """Three comments are enough."""


def _decide(command: Say, comments: tuple[str, ...]) -> Sequence[Event]:
    if len(comments) >= 3:
        raise TooManyComments
    if command.text in comments:
        return []
    return [CaseCommented(case_id="c-1", author_id="a", personal=MessageText(text=command.text))]


def _evolve(comments: tuple[str, ...], event: Event) -> tuple[str, ...]:
    assert isinstance(event, CaseCommented)
    return (*comments, event.personal.text)


SAYING: Decider[Say, tuple[str, ...]] = Decider((), _decide, _evolve)


def request(
    key: CommandKey | None = None, expected_version: int | None = None
) -> CommandRequest[tuple[str, ...]]:
    """Return a request to the case's stream, answered with what was said."""
    return CommandRequest(
        stream=STREAM,
        routing_key="c-1",
        meta=Meta(correlation_id="r"),
        occurred_at=NOON,
        respond=lambda comments, version: f"{version}: {', '.join(comments)}".encode(),
        key=key,
        expected_version=expected_version,
    )


@pytest.fixture
def store() -> MemoryStore:
    """An empty store."""
    return MemoryStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)


class RacedStore(MemoryStore):
    """A store in which somebody else gets in between, so many times."""

    def __init__(self, races: int) -> None:
        super().__init__("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)
        self._races = races

    async def append(self, append: Append) -> Appended | AlreadyDone:
        """Let the other one win first."""
        if self._races:
            self._races -= 1
            await super().append(append_to("c-1", f"race {self._races}"))
        return await super().append(append)


class SlowStore(MemoryStore):
    """A store that lets others run between reading and writing, and counts how often it was asked
    to write."""

    appends = 0

    async def append(self, append: Append) -> Appended | AlreadyDone:
        """Let the others read first."""
        self.appends += 1
        await asyncio.sleep(0)
        return await super().append(append)


async def say(
    store: MemoryStore, text: str, key: CommandKey | None = None, version: int | None = None
) -> Done[tuple[str, ...]]:
    """Run the command."""
    return await run_command(store, SAYING, ready(Say(text)), request=request(key, version))


def key(fingerprint: bytes = b"body", command_id: UUID | None = None) -> CommandKey:
    """Return a key of its own."""
    return CommandKey(command_id or uuid4(), fingerprint)


async def test_records_what_was_decided_and_answers_with_the_new_state(store: MemoryStore) -> None:
    await say(store, "one")
    done = await say(store, "two")
    assert (done.state, done.version, done.response, done.replayed) == (
        ("one", "two"),
        2,
        b"2: one, two",
        False,
    )
    assert texts(done.events) == ["two"]
    assert await load(store, SAYING, STREAM, "c-1") == (("one", "two"), 2)


async def test_writes_nothing_where_nothing_follows(store: MemoryStore) -> None:
    await say(store, "one")
    done = await say(store, "one")
    assert (done.version, done.response, done.events) == (1, b"1: one", ())


async def test_writes_nothing_where_the_decision_refuses(store: MemoryStore) -> None:
    for text in "abc":
        await say(store, text)
    with pytest.raises(TooManyComments):
        await say(store, "d")
    assert len(await store.read_stream(STREAM, "c-1")) == 3


async def test_decides_again_on_what_somebody_else_wrote_meanwhile() -> None:
    done = await say(RacedStore(races=2), "mine")
    assert done.state == ("race 1", "race 0", "mine")


async def test_refuses_when_the_newer_state_refuses() -> None:
    with pytest.raises(TooManyComments):
        await say(RacedStore(races=3), "mine")


async def test_gives_up_when_others_keep_winning() -> None:
    always: Decider[Say, tuple[str, ...]] = Decider(
        (), lambda command, _: _decide(command, ()), _evolve
    )
    store = RacedStore(races=100)
    with pytest.raises(WrongExpectedVersion):
        await run_command(store, always, ready(Say("mine")), request=request())


async def test_a_hundred_at_once_on_one_stream_are_all_carried_out() -> None:
    store = SlowStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)
    counting: Decider[Say, tuple[str, ...]] = Decider(
        (), lambda command, _: _decide(command, ()), _evolve
    )
    await asyncio.gather(
        *(
            run_command(store, counting, ready(Say(f"{number}")), request=request())
            for number in range(100)
        )
    )
    assert sorted(map(int, texts(await store.read_stream(STREAM, "c-1")))) == list(range(100))
    assert store.appends < 300


async def test_refuses_a_stale_if_match_at_once(store: MemoryStore) -> None:
    await say(store, "one")
    with pytest.raises(WrongExpectedVersion) as refusal:
        await say(store, "two", version=0)
    assert refusal.value.actual == 1
    assert (await say(store, "two", version=1)).version == 2


async def test_does_not_decide_again_behind_the_back_of_an_if_match() -> None:
    with pytest.raises(WrongExpectedVersion):
        await say(RacedStore(races=1), "mine", version=0)


async def test_answers_a_repeated_request_with_the_first_answer(store: MemoryStore) -> None:
    same = key()
    first = await say(store, "one", same)
    await say(store, "two")
    again = await say(store, "one", same, version=0)
    assert (again.response, again.replayed, again.events) == (first.response, True, ())
    assert again.state == ("one", "two")


async def test_refuses_a_key_that_was_used_for_another_body(store: MemoryStore) -> None:
    command_id = uuid4()
    await say(store, "one", key(b"body", command_id))
    with pytest.raises(KeyReused):
        await say(store, "two", key(b"other", command_id))


async def test_keeps_the_key_of_a_command_from_which_nothing_followed(store: MemoryStore) -> None:
    same = key()
    await say(store, "one")
    first = await say(store, "one", same)
    await say(store, "two")
    again = await say(store, "one", same)
    assert (first.version, first.events, first.replayed) == (1, (), False)
    assert (again.response, again.replayed) == (first.response, True)
    with pytest.raises(KeyReused):
        await say(store, "three", key(b"other", same.command_id))
    assert texts(await store.read_stream(STREAM, "c-1")) == ["one", "two"]


class ForgettingStore(MemoryStore):
    """A store that keeps no answers."""

    async def find_command(self, command_id: UUID) -> CommandRecord | None:
        """Return what is left of a command."""
        record = await super().find_command(command_id)
        return record and msgspec.structs.replace(record, response=FORGOTTEN_ANSWER)


async def test_refuses_a_repeat_whose_answer_is_no_longer_kept_and_writes_nothing() -> None:
    store = ForgettingStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)
    same = key()
    await say(store, "one", same)
    with pytest.raises(AnswerForgotten):
        await say(store, "one", same)
    assert texts(await store.read_stream(STREAM, "c-1")) == ["one"]


async def test_a_key_whose_command_was_refused_can_be_used_again(store: MemoryStore) -> None:
    same = key()
    with pytest.raises(WrongExpectedVersion):
        await say(store, "one", same, version=7)
    assert not (await say(store, "one", same)).replayed


async def test_the_same_key_makes_the_same_event_ids(store: MemoryStore) -> None:
    same, other = (
        key(),
        MemoryStore("intake", SHARDS, MovableClock(NOON + timedelta(days=1)), catalogue=CATALOGUE),
    )
    ids = [(await say(where, "one", same)).events[0].event_id for where in (store, other)]
    assert ids[0] == ids[1]


async def test_makes_the_command_only_when_the_key_is_new(store: MemoryStore) -> None:
    made: list[str] = []

    async def make() -> Say:
        made.append("one")
        return Say("one")

    same = request(key())
    first = await run_command(store, SAYING, make, request=same)
    again = await run_command(store, SAYING, make, request=same)
    assert (made, again.response, again.replayed) == (["one"], first.response, True)


async def test_writes_nothing_when_making_the_command_is_refused(store: MemoryStore) -> None:
    async def make() -> Say:
        raise TooManyComments

    with pytest.raises(TooManyComments):
        await run_command(store, SAYING, make, request=request(key()))
    assert list(await store.read_stream(STREAM, "c-1")) == []


class CountingStore(MemoryStore):
    """A store that counts how often a command's key is looked up, and a stream is read."""

    looked_up = streams_read = 0

    async def read_stream(
        self, stream: str, routing_key: str, after_version: int = 0
    ) -> Sequence[Recorded]:
        """Count, and read it."""
        self.streams_read += 1
        return await super().read_stream(stream, routing_key, after_version)

    async def find_command(self, command_id: UUID) -> CommandRecord | None:
        """Count, and look it up."""
        self.looked_up += 1
        return await super().find_command(command_id)


async def test_looks_the_key_up_once() -> None:
    store = CountingStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)
    await say(store, "one", key())
    assert store.looked_up == 1


async def test_reads_no_stream_whose_id_was_just_drawn() -> None:
    store = CountingStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)
    new = replace(request(), is_new=True)
    done = await run_command(store, SAYING, ready(Say("one")), request=new)
    assert (done.state, done.version, store.streams_read) == (("one",), 1, 0)


async def test_decides_on_what_is_there_if_the_drawn_id_is_taken(store: MemoryStore) -> None:
    await say(store, "one")
    new = replace(request(), is_new=True)
    done = await run_command(store, SAYING, ready(Say("two")), request=new)
    assert (done.state, done.version) == (("one", "two"), 2)
