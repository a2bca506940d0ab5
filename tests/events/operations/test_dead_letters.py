"""Dead letters as an operator works on them: looked at, retried through the service's reaction in
order, or thrown away with a reason."""

from collections.abc import AsyncIterator

import pytest

from events.consumer import schema as consumer_schema
from events.consumer.consumer import Consumer
from events.operations.list_checkpoints import ReaderPosition, list_checkpoints
from events.operations.list_dead_letters import (
    discarded_lines,
    find_letter,
    letter_lines,
    list_lines,
)
from events.operations.terminal import StopCommand
from events.operations.work_off_dead_letters import discard_letter, retry_letters
from events.store.connection import make_pool
from tests.events.consumer.comment_log import (
    CREATE_EFFECTS,
    EVENTS,
    SCHEMA,
    Bench,
    Poisoned,
    comment,
    run_until_idle,
)


@pytest.fixture
async def bench(dsn: str) -> AsyncIterator[Bench]:
    """A broker in memory, one partition, and the consumer's tables."""
    pool = await make_pool(dsn, size=4)
    await pool.execute(f"create schema {SCHEMA}")
    for statement in (*consumer_schema.create_statements(SCHEMA), CREATE_EFFECTS):
        await pool.execute(statement)
    made = Bench(pool)
    await made.start_anew(partitions=1)
    yield made
    await pool.close()


@pytest.fixture
def reaction() -> Poisoned:
    return Poisoned()


@pytest.fixture
async def stuck(bench: Bench, reaction: Poisoned) -> Consumer:
    """A consumer that put aside three letters of `y` and one of `z`."""
    consumer = bench.consumer(reaction)
    comments = [("poison a", "y"), ("b", "y"), ("c", "x"), ("poison d", "z"), ("e", "y")]
    bench.publish(
        *(comment(seq, text, key=key) for seq, (text, key) in enumerate(comments, start=1))
    )
    await run_until_idle(consumer)
    return consumer


async def ids(bench: Bench) -> list[int]:
    rows = await bench.pool.fetch(f"select id from {SCHEMA}.dead_letter order by seq")
    return [row["id"] for row in rows]


async def test_a_list_says_which_and_why(bench: Bench, stuck: Consumer) -> None:
    headings, *rows = await list_lines(bench.pool, SCHEMA, 100)
    assert headings.split()[:5] == ["id", "reader", "topic", "partition", "seq"]
    assert [(row.split()[1:6], "Poison" in row) for row in rows] == [
        (["svc", EVENTS, "0", "1", "y"], True),
        (["svc", EVENTS, "0", "2", "y"], False),
        (["svc", EVENTS, "0", "4", "z"], True),
        (["svc", EVENTS, "0", "5", "y"], False),
    ]
    assert len(await list_lines(bench.pool, SCHEMA, 2)) == 3


async def test_a_letter_is_shown_without_what_people_wrote_unless_asked(
    bench: Bench, stuck: Consumer
) -> None:
    consumer, letter = await find_letter(bench.pool, SCHEMA, (await ids(bench))[0])
    discreet = "\n".join(letter_lines(consumer, letter, personal=False))
    assert "poison a" not in discreet
    assert "ce_type: intake.case.commented.v3" in discreet
    assert '"case_id": "y"' in discreet
    assert "poison a" in "\n".join(letter_lines(consumer, letter, personal=True))


async def test_bytes_that_are_no_json_are_kept_back_too(bench: Bench, reaction: Poisoned) -> None:
    consumer = bench.consumer(reaction)
    bad = comment(1)
    bench.publish(type(bad)(partition=0, key=bad.key, value=b"private {", headers=bad.headers))
    await run_until_idle(consumer)
    name, letter = await find_letter(bench.pool, SCHEMA, (await ids(bench))[0])
    assert "private" not in "\n".join(letter_lines(name, letter, personal=False))
    assert "private {" in letter_lines(name, letter, personal=True)


async def test_a_key_is_retried_in_order_through_the_reaction(
    bench: Bench, stuck: Consumer, reaction: Poisoned
) -> None:
    reaction.cured = True
    waiting, lines = await retry_letters(bench.pool, SCHEMA, [stuck], "y")
    assert (waiting, lines) == (0, [f"svc {EVENTS}[0] y: 3 applied"])
    assert await bench.effects() == ["c", "poison a", "b", "e"]


async def test_all_are_retried_and_what_waits_on_is_said_and_keeps_its_id(
    bench: Bench, stuck: Consumer
) -> None:
    before = await ids(bench)
    waiting, lines = await retry_letters(bench.pool, SCHEMA, [stuck], None)
    assert waiting == 4
    assert await ids(bench) == before
    assert lines == [
        f"svc {EVENTS}[0] y: 0 applied, 3 wait on: Poison",
        f"svc {EVENTS}[0] z: 0 applied, 1 wait on: Poison",
    ]


async def test_a_letter_is_discarded_with_a_reason_and_the_rest_goes_on(
    bench: Bench, stuck: Consumer
) -> None:
    first = (await ids(bench))[0]
    assert await discard_letter(bench.pool, SCHEMA, first, "  sent by mistake ") == [
        f"letter {first} was discarded; what waits behind it: dead-letters retry y"
    ]
    assert (await retry_letters(bench.pool, SCHEMA, [stuck], "y"))[0] == 0
    assert await bench.effects() == ["c", "b", "e"]
    (row,) = (await discarded_lines(bench.pool, SCHEMA, 100))[1:]
    assert row.startswith(f"{first} ")
    assert row.endswith("sent by mistake")


async def test_what_is_not_there_is_said(bench: Bench, stuck: Consumer) -> None:
    with pytest.raises(StopCommand, match="there is no dead letter 999"):
        await find_letter(bench.pool, SCHEMA, 999)
    with pytest.raises(StopCommand, match="there is no dead letter 999"):
        await discard_letter(bench.pool, SCHEMA, 999, "gone")
    with pytest.raises(StopCommand, match="no dead letters of key q"):
        await retry_letters(bench.pool, SCHEMA, [stuck], "q")
    with pytest.raises(StopCommand, match="a reason is needed"):
        await discard_letter(bench.pool, SCHEMA, (await ids(bench))[0], "  ")
    with pytest.raises(StopCommand, match="no consumer svc any more"):
        await retry_letters(bench.pool, SCHEMA, [], None)


async def test_nothing_put_aside_is_nothing_to_do(bench: Bench, reaction: Poisoned) -> None:
    assert await list_lines(bench.pool, SCHEMA, 100) == ["no dead letters"]
    assert await discarded_lines(bench.pool, SCHEMA, 100) == ["nothing was discarded"]
    assert await retry_letters(bench.pool, SCHEMA, [bench.consumer(reaction)], None) == (
        0,
        ["no dead letters that could be retried"],
    )


async def test_checkpoints_of_a_source_out_of_reach_have_no_lag(
    bench: Bench, stuck: Consumer
) -> None:
    assert await list_checkpoints(bench.pool, SCHEMA, None) == [
        ReaderPosition(reader="svc", topic=EVENTS, partition=0, next_seq=6, lag=None, letters=4)
    ]
