"""From the answer to a comment until its case is found by the comment's words: the index follows
the append, in the process that serves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx

from events.broker.memory_broker import MemoryBroker
from intake.bootstrap import SERVICE, build
from intake.settings import IntakeSettings
from tests.bench.figures import Figure, Stopwatch, with_times
from tests.bench.workbench import CLOCK, Workbench
from tests.intake.intake_clients import IntakeClients
from webapi.service_skeleton import migrate_schema
from webapi.settings import StoreSettings

_A_SECOND = 10
_LOOKS_EVERY_S = 0.02
_SECRET = "a secret that is only good for the bench, and long enough"


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Write steadily, and look for each word until it is found.

    Raises AssertionError where one is found later than `findable_within_s`.
    """
    async with _intake(bench.dsn) as clients:
        case_id = await _case(clients)
        watch = Stopwatch(CLOCK)
        looks = [
            asyncio.create_task(_find(clients, case_id, number, watch))
            for number in range(max(1, int(_A_SECOND * bench.sizes.seconds)))
        ]
        await asyncio.gather(*looks)
    assert max(watch.seconds) < bench.sizes.findable_within_s, f"{max(watch.seconds):.2f} s"
    name = f"answer to found by words, {_A_SECOND} a second"
    return [with_times(name, watch.seconds, aim="max under 1 s")]


async def _find(clients: IntakeClients, case_id: str, number: int, watch: Stopwatch) -> None:
    await asyncio.sleep(number / _A_SECOND)
    await clients.agent.did(f"/v1/cases/{case_id}/comment", {"text": f"zebra{number}"})
    started = watch.start()
    await _until_listed(clients, f"zebra{number}")
    watch.stop(started)


async def _until_listed(clients: IntakeClients, word: str) -> None:
    while True:
        answer = await clients.agent.get(f"/v1/cases?q={word}")
        assert answer.is_success, answer.text
        if answer.json()["items"]:
            return
        await asyncio.sleep(_LOOKS_EVERY_S)


async def _case(clients: IntakeClients) -> str:
    await clients.customer("acme")
    return str((await clients.case("acme"))["case_id"])


@asynccontextmanager
async def _intake(dsn: str) -> AsyncIterator[IntakeClients]:
    """Yield clients of an intake that serves in this process, with its index beside it."""
    await migrate_schema(SERVICE, StoreSettings(database_url=dsn))
    settings = IntakeSettings(
        database_url=dsn,
        kafka_bootstrap_servers="nowhere:1",
        jwt_secret=_SECRET,
        sealing_key=_SECRET,
        calls_per_minute=1_000_000,
    )
    intake = await build(settings, clock=CLOCK, broker=MemoryBroker())
    following = asyncio.create_task(intake.words.run())
    transport = httpx.ASGITransport(app=intake.app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
            yield IntakeClients(client, settings, intake.store)
    finally:
        following.cancel()
        await asyncio.wait([following])
        await intake.close()
