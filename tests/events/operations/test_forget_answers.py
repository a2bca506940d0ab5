"""`forget-answers` drops old answers only, and a repeat that comes later is refused."""

from datetime import timedelta

import pytest

from events.errors import AnswerForgotten, KeyReused
from events.operations.forget_answers import forget_answers
from events.store.connection import Pool, in_schema
from events.store.event_store import CommandRecord
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import append_to, command
from tests.support.event_stores import SCHEMA


async def done_days_ago(pool: Pool, store: PostgresStore, days: float) -> CommandRecord:
    """Return a command that was carried out so many days ago, by the database's clock."""
    record = command()
    await store.append(append_to("c-1", command=record))
    await pool.execute(
        in_schema(
            "update {schema}.es_command set done_at = now() - $1::interval where command_id = $2",
            SCHEMA,
        ),
        timedelta(days=days),
        record.command_id,
    )
    return record


async def stored_now(store: PostgresStore, record: CommandRecord) -> CommandRecord:
    """Return what the store has of a command now."""
    again = await store.find_command(record.command_id)
    assert again is not None
    return again


async def test_drops_the_answers_that_are_old_and_no_other(
    pool: Pool, store: PostgresStore
) -> None:
    await pool.execute(in_schema("update {schema}.es_command set done_at = now()", SCHEMA))
    old, young = await done_days_ago(pool, store, 31), await done_days_ago(pool, store, 29)

    assert await forget_answers(pool, SCHEMA, 30) == 1

    assert await stored_now(store, young) == young
    with pytest.raises(AnswerForgotten):
        (await stored_now(store, old)).answer_to(old.fingerprint)


async def test_a_late_repeat_with_another_body_is_still_told_apart(
    pool: Pool, store: PostgresStore
) -> None:
    old = await done_days_ago(pool, store, 31)
    await forget_answers(pool, SCHEMA, 30)

    with pytest.raises(KeyReused):
        (await stored_now(store, old)).answer_to(b"another body")


async def test_running_it_again_drops_nothing_more(pool: Pool, store: PostgresStore) -> None:
    await done_days_ago(pool, store, 31)
    await forget_answers(pool, SCHEMA, 30)

    assert await forget_answers(pool, SCHEMA, 30) == 0


async def test_an_empty_answer_stays_what_it_is(pool: Pool, store: PostgresStore) -> None:
    record = command(response=b"")
    await store.append(append_to("c-1", command=record))
    await pool.execute(in_schema("update {schema}.es_command set done_at = 'epoch'", SCHEMA))

    await forget_answers(pool, SCHEMA, 30)

    assert (await stored_now(store, record)).answer_to(record.fingerprint) == b""


async def test_goes_through_all_commands_however_many_there_are(
    pool: Pool, store: PostgresStore
) -> None:
    await pool.execute(
        in_schema(
            "insert into {schema}.es_command select gen_random_uuid(), 'f', 'an answer', 'epoch'"
            " from generate_series(1, 12001)",
            SCHEMA,
        )
    )

    assert await forget_answers(pool, SCHEMA, 30) >= 12_001
    assert await forget_answers(pool, SCHEMA, 30) == 0
