"""`make run`: everything starts, the demo vendor is loaded, a newcomer is told what to do, and Ctrl-C ends it."""

import asyncio

from events.clock import SystemClock
from local_stack.demo_vendor import DemoVendor
from local_stack.stack import Stack, running
from local_stack.state_folder import StateFolder
from local_stack.welcome import Welcome


async def run_until_stopped(folder: StateFolder) -> None:
    """Start, load, tell, and keep every process alive until cancelled."""
    clock = SystemClock()
    began = clock.monotonic()

    def done(step: str) -> None:
        print(f"  {clock.monotonic() - began:5.1f} s  {step}", flush=True)

    folder.acquire()
    print(f"Starting Tocsin (data and logs in {folder.path.name}/) ...", flush=True)
    async with running(folder, done) as stack:
        vendor = DemoVendor(stack.addresses, folder, clock.now().date())
        loaded = await vendor.load()
        done("demo vendor loaded" if loaded else "demo vendor was there already")
        print("\n".join(Welcome(stack.addresses, folder, clock.now()).lines()), flush=True)
        await keep_alive(stack)


async def keep_alive(stack: Stack) -> None:
    """Restart what dies, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for process in stack.processes:
            group.create_task(process.keep_alive(lambda line: print(line, flush=True)))
