"""The index of words follows the append: a case is found by what was just written in it.

`make bench` asserts a second for this; here, beside other work on a slow machine, ten times that is
enough to see that nobody waits for something that never comes.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from events.clock import SystemClock
from intake.bootstrap import Intake
from tests.intake.intake_clients import IntakeClients

pytestmark = pytest.mark.alone

AT_MOST_S = 10.0
LOOKS_EVERY_S = 0.05
WORDS = ("zebra", "giraffe", "okapi")


@pytest.fixture
async def following(intake: Intake) -> AsyncIterator[None]:
    """The index beside the app, as in a running intake."""
    loop = asyncio.create_task(intake.words.run())
    yield
    loop.cancel()
    await asyncio.wait([loop])


@pytest.mark.usefixtures("following")
async def test_what_was_written_is_found_a_moment_later(clients: IntakeClients) -> None:
    await clients.customer()
    case = await clients.case()
    clock = SystemClock()
    waits = []
    for word in WORDS:
        await clients.agent.did(f"/v1/cases/{case['case_id']}/comment", {"text": word})
        written = clock.monotonic()
        async with asyncio.timeout(AT_MOST_S):
            await until_listed(clients, case["case_id"], word)
        waits.append(clock.monotonic() - written)

    assert max(waits) < AT_MOST_S


async def until_listed(clients: IntakeClients, case_id: str, word: str) -> None:
    """Wait until the case is found by the word."""
    while True:
        answer = await clients.contact().get(f"/v1/cases?q={word}")
        assert answer.status_code == 200, answer.text
        if [item["case_id"] for item in answer.json()["items"]] == [case_id]:
            return
        await asyncio.sleep(LOOKS_EVERY_S)
