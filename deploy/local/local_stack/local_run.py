"""`make run`: starts everything, loads the demo vendor, tells a newcomer what to try, and stops on
Ctrl-C.
"""

import asyncio
import logging

from events.clock import SystemClock
from local_stack.demo_vendor import DemoVendor
from local_stack.servers import BrokerKind, keep_server_alive
from local_stack.stack import ClockKind, Stack, running
from local_stack.state_folder import StateFolder
from local_stack.welcome import Welcome


async def run_until_stopped(
    folder: StateFolder, broker: BrokerKind = "embedded", kind: ClockKind = "real"
) -> None:
    """Start, load, tell, and keep every process alive until cancelled.

    `kind`: movable for a sandbox.
    """
    clock = SystemClock()
    began = clock.monotonic()

    def done(step: str) -> None:
        print(f"  {clock.monotonic() - began:5.1f} s  {step}", flush=True)

    folder.acquire()
    # What it has to say of a broker that is away is told once, by who starts the broker again.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    print(f"Starting Tocsin (data and logs in {folder.path.name}/) ...", flush=True)
    async with running(folder, done, broker, clock=kind) as stack:
        vendor = DemoVendor(stack.addresses, folder, clock.now().date())
        loaded = await vendor.load()
        done("demo vendor loaded" if loaded else "demo vendor was there already")
        print("\n".join(Welcome(stack.addresses, folder, clock.now()).lines()), flush=True)
        await keep_alive(stack)


async def keep_alive(stack: Stack) -> None:
    """Restart what dies, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for name, server in stack.servers.items():
            remember = stack.folder.remember_process
            group.create_task(keep_server_alive(name, server, remember, _say))
        for process in stack.processes:
            group.create_task(process.keep_alive(_say))


def _say(line: str) -> None:
    print(line, flush=True)
