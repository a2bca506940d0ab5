"""`dead-letters list` and `show`: what was put aside and why, without people's words unless they
are asked for."""

import json
from collections.abc import Sequence

from events.consumer.dead_letters import DeadLetter, DeadLetters
from events.operations.terminal import StopCommand, text_table
from events.store.connection import Pool, in_schema

_HAS = "select to_regclass($1) is not null"
_CONSUMERS = "select distinct consumer from {schema}.dead_letter order by consumer"
_DISCARDED = """
select id, consumer, topic, partition, seq, key, discarded_at, reason from {schema}.discarded_letter
    order by discarded_at, id limit $1
"""
_HEADINGS = ("id", "reader", "topic", "partition", "seq", "key", "put aside at", "why")
_DISCARDED_HEADINGS = ("id", "reader", "topic", "partition", "seq", "key", "discarded at", "reason")
_KEPT_BACK = "(kept back; --personal shows it)"


async def consumers_with_letters(pool: Pool, schema: str) -> Sequence[str]:
    """Return the names of the consumers with dead letters; none if the service follows nobody."""
    if not await pool.fetchval(_HAS, in_schema("{schema}.dead_letter", schema)):
        return ()
    return [row["consumer"] for row in await pool.fetch(in_schema(_CONSUMERS, schema))]


async def list_lines(pool: Pool, schema: str, limit: int) -> Sequence[str]:
    """Return the oldest letters of each consumer, as a table."""
    rows: list[tuple[str, ...]] = []
    for consumer in await consumers_with_letters(pool, schema):
        letters = await DeadLetters(schema, consumer).waiting(pool, limit)
        rows += [_cells(consumer, letter) for letter in letters]
    return text_table(_HEADINGS, rows) if rows else ["no dead letters"]


async def discarded_lines(pool: Pool, schema: str, limit: int) -> Sequence[str]:
    """Return the letters that were thrown away, and why, as a table."""
    if not await pool.fetchval(_HAS, in_schema("{schema}.discarded_letter", schema)):
        return ["nothing was discarded"]
    rows = await pool.fetch(in_schema(_DISCARDED, schema), limit)
    cells = [tuple("-" if cell is None else str(cell) for cell in row) for row in rows]
    return text_table(_DISCARDED_HEADINGS, cells) if cells else ["nothing was discarded"]


async def find_letter(pool: Pool, schema: str, letter_id: int) -> tuple[str, DeadLetter]:
    """Return the letter of that id, and its consumer. Raises StopCommand if there is none."""
    for consumer in await consumers_with_letters(pool, schema):
        if letter := await DeadLetters(schema, consumer).find(pool, letter_id):
            return consumer, letter
    raise StopCommand(f"there is no dead letter {letter_id}")


def letter_lines(consumer: str, letter: DeadLetter, *, personal: bool) -> Sequence[str]:
    """Return a letter as a whole: its position, why it was put aside, its headers and its value."""
    record = letter.record
    return [
        f"letter {letter.id} of {consumer}: {record.topic} partition {record.partition} seq "
        f"{_seq(letter)} (offset {record.offset})",
        f"key {letter.key}",
        f"put aside at {letter.put_aside_at}: {_why(letter)}",
        *(f"{name}: {value.decode('utf-8', 'backslashreplace')}" for name, value in record.headers),
        *_value_lines(record.value or b"", personal=personal),
    ]


def _value_lines(value: bytes, *, personal: bool) -> Sequence[str]:
    try:
        data: object = json.loads(value)
    except ValueError:
        return [
            value.decode("utf-8", "backslashreplace")
            if personal
            else f"{len(value)} bytes that are no JSON {_KEPT_BACK}"
        ]
    return json.dumps(
        data if personal else _without_personal(data), indent=2, ensure_ascii=False
    ).splitlines()


def _without_personal(data: object) -> object:
    match data:
        case dict():
            return {
                name: _KEPT_BACK if name == "personal" else _without_personal(part)
                for name, part in data.items()
            }
        case list():
            return [_without_personal(part) for part in data]
        case _:
            return data


def _cells(consumer: str, letter: DeadLetter) -> tuple[str, ...]:
    record = letter.record
    cells = (
        str(letter.id),
        consumer,
        record.topic,
        str(record.partition),
        _seq(letter),
        letter.key,
    )
    return *cells, str(letter.put_aside_at), _why(letter)


def _seq(letter: DeadLetter) -> str:
    return "-" if letter.seq is None else str(letter.seq)


def _why(letter: DeadLetter) -> str:
    return letter.error or "waits behind another of its key"
