"""What is wrong with one append of a batch must not touch the others that share its transaction."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest
from asyncpg.exceptions import CharacterNotInRepertoireError

from events.catalogue.registry import CATALOGUE
from events.errors import WrongExpectedVersion
from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema
from events.store.event_store import AlreadyDone, Append, Appended
from events.store.postgres_store import PostgresStore, StoreOptions
from tests.events.store.sample_appends import append_to, command, comment, texts
from tests.faults.ground import Counts, Ground
from tests.support.event_stores import (
    NOON,
    SCHEMA,
    SHARDS,
    create_store_tables,
    postgres_store,
    store_pool,
)

BATCH = 512
POISON = 300
ROUNDS = 10
STREAMS = 40
WRONG = ("version", "command", "name")


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A pool on empty tables."""
    async with store_pool(dsn) as pool:
        await create_store_tables(pool)
        yield pool


async def _all_at_once(store: PostgresStore, appends: Sequence[Append]) -> list[object]:
    """Queue all before the writer takes any: they go into one transaction."""
    return list(await asyncio.gather(*map(store.append, appends), return_exceptions=True))


async def refuse_any(ground: Ground) -> Counts:
    """Return the trap: batches with some of everything that can be wrong with an append; a model
    says which must fail, and what the log must hold."""
    dice, wrong = ground.dice(), Counter[str]()
    log: dict[str, list[str]] = {f"c-{n}": [] for n in range(STREAMS)}
    async with store_pool(ground.dsn) as pool:
        await create_store_tables(pool)
        store = postgres_store(pool)
        for _ in range(ROUNDS * ground.load):
            appends, failing = _any_batch(dice, log)
            outcomes = await _all_at_once(store, appends)
            assert {
                n: type(each) for n, each in enumerate(outcomes) if not isinstance(each, Appended)
            } == failing
            wrong.update(each.__name__ for each in failing.values())
        for case, texts_of_case in log.items():
            assert texts(await store.read_stream(f"case-{case}", case)) == texts_of_case
        return Counter({"appends": ROUNDS * ground.load * BATCH, **wrong})


def _any_batch(
    dice: random.Random, log: dict[str, list[str]]
) -> tuple[list[Append], dict[int, type[object]]]:
    """Return a batch, and what must become of those of its appends that must not be written; the
    log grows by the others.

    A command is doubled for its own case: appends to others may overtake each other.
    """
    appends: list[Append] = []
    failing: dict[int, type[object]] = {}
    for number in range(BATCH):
        case, wrong = dice.choice(list(log)), dice.choice(WRONG) if dice.random() < 0.05 else None
        version, done = (
            len(log[case]),
            [each.command for each in appends if each.command and each.routing_key == case],
        )
        if wrong == "version":
            appends.append(append_to(case, expected=version + dice.choice((-1, 1, 7))))
            failing[number] = WrongExpectedVersion
        elif wrong == "command" and done:
            appends.append(append_to(case, command=dice.choice(done)))
            failing[number] = AlreadyDone
        elif wrong == "name":
            appends.append(_bad(case))
            failing[number] = CharacterNotInRepertoireError
        else:
            texts_of_case = [str(dice.random()) for _ in range(dice.randint(1, 3))]
            appends.append(
                append_to(
                    case, *texts_of_case, expected=dice.choice((None, version)), command=command()
                )
            )
            log[case] += texts_of_case
    return appends, failing


def _bad(case_id: str) -> Append:
    """Return what the database itself refuses."""
    return Append(stream="nul \x00", routing_key=case_id, expected_version=None, events=[comment()])


async def _transactions(pool: Pool) -> int:
    """Return how many transactions wrote events."""
    return int(
        await pool.fetchval(
            in_schema("select count(distinct xmin::text) from {schema}.es_event", SCHEMA)
        )
    )


async def test_five_conflicts_in_a_batch_of_512_fail_and_only_those(pool: Pool) -> None:
    store = postgres_store(pool)
    appends = [append_to(f"c-{n}", expected=7 if n % 100 == 50 else 0) for n in range(BATCH)]
    outcomes = await _all_at_once(store, appends)
    failed = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, WrongExpectedVersion)]
    assert failed == [50, 150, 250, 350, 450]
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == BATCH - 5
    assert await _transactions(pool) == 2  # a large batch goes as two


async def test_the_second_of_two_that_expect_the_same_version_conflicts(pool: Pool) -> None:
    outcomes = await _all_at_once(
        postgres_store(pool), [append_to("c-1", "a", expected=0), append_to("c-1", "b", expected=0)]
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, WrongExpectedVersion]


async def test_two_that_follow_each_other_both_succeed(pool: Pool) -> None:
    store = postgres_store(pool)
    outcomes = await _all_at_once(
        store, [append_to("c-1", "a", expected=0), append_to("c-1", "b", expected=1)]
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, Appended]
    assert texts(await store.read_stream("case-c-1", "c-1")) == ["a", "b"]


async def test_a_command_that_stands_twice_in_a_batch_is_done_once(pool: Pool) -> None:
    one = command()
    outcomes = await _all_at_once(
        postgres_store(pool),
        [append_to("c-1", "a", command=one), append_to("c-1", "b", command=one)],
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, AlreadyDone]


async def test_of_any_batch_what_is_wrong_fails_and_only_that(ground: Ground) -> None:
    counts = await refuse_any(ground)
    assert min(counts.values()) > 0


async def test_what_the_database_refuses_fails_alone(pool: Pool) -> None:
    store = postgres_store(pool)
    appends = [append_to(f"c-{n}") for n in range(BATCH)]
    outcomes = await _all_at_once(store, [*appends[:POISON], _bad("c-1"), *appends[POISON:]])
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)] == [POISON]
    events = [event for shard in range(SHARDS) for event in await store.read_shard(shard, 1, BATCH)]
    assert len(events) == BATCH


async def test_what_an_inline_projection_refuses_fails_alone(pool: Pool) -> None:
    async def refuse_c_3(tx: Connection, events: Sequence[Recorded]) -> None:
        if any(event.key == "c-3" for event in events):
            raise LookupError("no room for c-3")

    store = PostgresStore(
        pool,
        SCHEMA,
        "intake",
        SHARDS,
        options=StoreOptions(catalogue=CATALOGUE, inline=[refuse_c_3]),
    )
    outcomes = await _all_at_once(store, [append_to(f"c-{n}") for n in range(10)])
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, LookupError)] == [3]
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 9


async def test_history_that_is_refused_does_not_touch_live_appends(pool: Pool) -> None:
    outcomes = await _all_at_once(
        postgres_store(pool), [append_to("c-1"), append_to("c-2", recorded_at=NOON)]
    )
    assert [isinstance(outcome, Appended) for outcome in outcomes] == [True, False]
