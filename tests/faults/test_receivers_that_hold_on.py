"""A receiver that hangs, drips or never stops answering delays nobody but itself."""

import asyncio
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.faults.paging_world import pager, second_sender
from tests.faults.receivers import (
    Answer,
    bomb,
    bombs,
    drips,
    drips_its_head,
    floods,
    hangs,
    is_slow,
    receiver,
)

_AT_ONCE_S = 1.0


@pytest.mark.alone
@pytest.mark.parametrize("answer", [hangs, drips, drips_its_head, floods])
async def test_p1s_to_others_leave_within_a_second_meanwhile(
    notifier_dsn: str, answer: Answer
) -> None:
    async with (
        receiver(answer) as held,
        pager(notifier_dsn, held.url) as paging,
        asyncio.timeout(60),
    ):
        paging.open_p1s("gold", 6)
        await held.got(1)

        took = [await paging.seconds_to_the_free_engineer() for _ in range(5)]

    assert max(took) < _AT_ONCE_S, took


@pytest.mark.alone
async def test_many_addresses_that_hang_hold_up_nobody_else(notifier_dsn: str) -> None:
    async with (
        receiver(hangs) as held,
        pager(notifier_dsn, held.url, people=3, methods=20) as paging,
        asyncio.timeout(60),
    ):
        paging.open_p1s("gold", 3)
        await held.got(60)

        took = [await paging.seconds_to_the_free_engineer() for _ in range(5)]

    assert max(took) < _AT_ONCE_S, took
    assert held.most_open == 60


async def test_a_p1_overtakes_what_waits_for_the_same_slow_receiver(notifier_dsn: str) -> None:
    async with (
        receiver(is_slow) as slow,
        pager(notifier_dsn, slow.url) as paging,
        asyncio.timeout(60),
    ):
        for number in range(60):
            paging.teller.breaches(f"late-{number}", priority="P3")
        await slow.got(1)
        paging.open_p1s("gold")
        await paging.raised("p1-opened")
        before = slow.requests
        await slow.got(before + 2)

    (p1,) = [index for index, body in enumerate(slow.bodies) if body["reason"] == "p1-opened"]
    assert p1 <= before + 1
    assert slow.bodies[p1]["also"] == []


async def test_two_processes_never_send_the_same_message_while_a_lease_holds(
    notifier_dsn: str,
) -> None:
    async with (
        receiver(hangs) as held,
        pager(notifier_dsn, held.url, send_timeout_s=3) as paging,
        second_sender(paging),
        asyncio.timeout(60),
    ):
        paging.open_p1s("gold", 4)
        await held.got(4)
        keys = [body["dedup_key"] for body in held.bodies[:4]]

    assert len(set(keys)) == 4


@pytest.mark.parametrize(
    ("answer", "outcome"), [(hangs, "unknown"), (drips_its_head, "unknown"), (drips, "sent")]
)
async def test_the_whole_exchange_ends_in_time(
    notifier_dsn: str, answer: Answer, outcome: str
) -> None:
    async with receiver(answer) as held, pager(notifier_dsn, held.url, send_timeout_s=2) as paging:
        paging.open_p1s("gold")
        await held.got(1)
        async with asyncio.timeout(20):
            await paging.wait_for_outcome(outcome)


@pytest.mark.parametrize("answer", [floods, bombs])
async def test_only_the_beginning_of_an_answer_is_read(notifier_dsn: str, answer: Answer) -> None:
    async with (
        receiver(answer) as held,
        pager(notifier_dsn, held.url) as paging,
        asyncio.timeout(60),
    ):
        paging.open_p1s("silver")
        await paging.free.got(1)
        bomb()
        with tracking_memory() as memory:
            paging.open_p1s("gold")
            await held.got(1)
            await paging.wait_for_outcome("sent")
            grown = memory()

    assert grown < 30 * 1024 * 1024
    assert held.sent_bytes < 16 * 1024 * 1024


@contextmanager
def tracking_memory() -> Iterator[Callable[[], int]]:
    """Yield what is called inside says by how many bytes memory grew at most."""
    tracemalloc.start()
    start = tracemalloc.get_traced_memory()[0]
    try:
        yield lambda: tracemalloc.get_traced_memory()[1] - start
    finally:
        tracemalloc.stop()
