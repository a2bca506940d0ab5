"""Looks for words in everything that a service has stored, and in everything that was sent: what is
sealed or erased must be nowhere, in whatever table or column somebody adds next.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from events.broker.broker import TopicPartition
from events.broker.memory_broker import MemoryBroker
from events.sharding import DEFAULT_SHARDS
from events.store.connection import Pool

_TABLES = """
select table_name from information_schema.tables
where table_schema = $1 and table_type = 'BASE TABLE' order by table_name
"""


async def where_stored(pool: Pool, schema: str, words: Iterable[str]) -> list[str]:
    """Every `table.column: word` of a schema in which one of the words stands; [] is good.

    All columns are looked at, as text: bytes too, and what is nested in JSON. Raises where the
    schema has no table: then nothing was looked for.
    """
    wanted = tuple(words)
    tables = [row["table_name"] for row in await pool.fetch(_TABLES, schema)]
    assert tables, f"there is no schema {schema}"
    matches = dict[str, None]()
    for table in tables:
        for row in await pool.fetch(f'select * from "{schema}"."{table}"'):
            for column, value in zip(row.keys(), row, strict=True):
                for word in _words_in(value, wanted):
                    matches[f"{table}.{column}: {word}"] = None
    return list(matches)


def where_sent(
    broker: MemoryBroker, topics: Iterable[str], words: Iterable[str], shards: int = DEFAULT_SHARDS
) -> list[str]:
    """Every `topic: word` of records (key, headers and value) in which one of the words stands."""
    wanted = tuple(words)
    return [f"{topic}: {word}" for topic in topics for word in _sent(broker, topic, wanted, shards)]


def _sent(broker: MemoryBroker, topic: str, words: Sequence[str], shards: int) -> Iterator[str]:
    matches = dict[str, None]()
    for partition in range(shards):
        log = broker.log(TopicPartition(topic, partition))
        for record in log.read(log.begin, log.end - log.begin):
            parts = (record.key, record.value, *(value for _, value in record.headers))
            matches.update(dict.fromkeys(w for part in parts for w in _words_in(part, words)))
    yield from matches


def _words_in(value: Any, words: Sequence[str]) -> Iterator[str]:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return (word for word in words if word in text)
