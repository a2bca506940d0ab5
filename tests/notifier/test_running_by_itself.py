"""The loops as `serve` runs them: nobody steps, and a page still leaves."""

import asyncio

from events.clock import SystemClock
from tests.notifier.night import Night


async def test_a_page_leaves_by_itself(night: Night) -> None:
    clock = SystemClock()
    running = [
        asyncio.create_task(night.notifier.consumers[0].run()),
        asyncio.create_task(night.notifier.timers.run(clock)),
        asyncio.create_task(night.notifier.sender.run(night.notifier.wake_sender.wakeup)),
        asyncio.create_task(night.notifier.relay.run()),
    ]
    night.teller.opens("1")
    async with asyncio.timeout(60):
        await night.provider.called.wait()
    for task in running:
        task.cancel()
    await asyncio.wait(running)

    assert [address for address, _ in night.provider.calls] == ["https://hooks.example/noa"]
