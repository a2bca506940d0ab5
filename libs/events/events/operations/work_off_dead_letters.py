"""`dead-letters retry` and `discard`: by the service's own reaction, in the order of the log."""

from collections.abc import Sequence

from events.broker.broker import TopicPartition
from events.consumer.consumer import Consumer
from events.consumer.dead_letters import DeadLetters
from events.operations.list_dead_letters import consumers_with_letters, find_letter
from events.operations.terminal import StopCommand, progress_bar
from events.store.connection import Pool

Work = tuple[Consumer, TopicPartition, str]


async def retry_letters(
    pool: Pool, schema: str, consumers: Sequence[Consumer], key: str | None
) -> tuple[int, Sequence[str]]:
    """Try a key's letters again, or all (None); return how many still wait, and what to print.

    Raises StopCommand for a key that has none.
    """
    work = await _work(pool, schema, consumers, key)
    waiting, lines = 0, []
    with progress_bar("retrying", len(work)) as advance:
        for consumer, partition, its_key in work:
            done = await consumer.retry(partition.topic, partition.partition, its_key)
            waiting += done.waiting
            outcome = f"{done.applied} applied" + (
                f", {done.waiting} wait on: {done.error}" if done.waiting else ""
            )
            lines.append(
                f"{consumer.name} {partition.topic}[{partition.partition}] {its_key}: {outcome}"
            )
            advance(1)
    return waiting, lines or ["no dead letters that could be retried"]


async def discard_letter(pool: Pool, schema: str, letter_id: int, reason: str) -> Sequence[str]:
    """Throw one letter away, keep the reason; return what to print. Raises StopCommand."""
    if not reason.strip():
        raise StopCommand("a reason is needed: whoever looks later will ask for it")
    consumer, letter = await find_letter(pool, schema, letter_id)
    if not await DeadLetters(schema, consumer).discard(pool, letter_id, reason.strip()):
        raise StopCommand(f"there is no dead letter {letter_id}")
    behind = (
        "" if letter.seq is None else f"; what waits behind it: dead-letters retry {letter.key}"
    )
    return [f"letter {letter_id} was discarded{behind}"]


async def _work(
    pool: Pool, schema: str, consumers: Sequence[Consumer], key: str | None
) -> list[Work]:
    by_name = {consumer.name: consumer for consumer in consumers}
    work: list[Work] = []
    for name in await consumers_with_letters(pool, schema):
        if name not in by_name:
            raise StopCommand(f"the service has no consumer {name} any more: discard its letters")
        keys = await DeadLetters(schema, name).keys(pool)
        work += [
            (by_name[name], partition, its_key)
            for partition, its_key in keys
            if key in (None, its_key)
        ]
    if key is not None and not work:
        raise StopCommand(f"there are no dead letters of key {key} that could be retried")
    return work
