"""`POST /v1/what-if`: who may ask what, and that the clock's timers do not wait for an answer."""

import asyncio
import os
from multiprocessing import active_children
from typing import Any

import pytest

from events.clock import SystemClock
from events.errors import StoreUnavailable
from sla_clock.adapters import judge_apart
from sla_clock.adapters.judge_apart import Apart, JudgingEnded, run_apart
from sla_clock.adapters.what_if_question import Period, TooManyCases, WhatIf, WhatIfQuestion
from sla_clock.what_if.supposed_promise import NoSuchPromise, Supposition
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import hours, opened
from tests.sla_clock.what_if_week import MONDAY, three_cases
from webapi.identity import Role

WEEK = {"from": "2026-11-16", "to": "2026-11-22"}
Json = dict[str, Any]
QUESTION = WhatIfQuestion(
    period=Period(since=MONDAY, before=MONDAY), other=Supposition(plan="silver"), shown=0
)
NOWHERE = Apart(database_url="postgresql://127.0.0.1:1/none", schema="none", terms_folder=None)


def never_let_go(apart: Apart, question: WhatIfQuestion) -> WhatIf | Exception:
    """Count in one piece, which holds up every thread of the process, and say what comes of it."""
    del apart, question
    return NoSuchPromise(str((3**12_000_000).bit_length()))


def end_at_once(apart: Apart, question: WhatIfQuestion) -> WhatIf | Exception:
    """End as where the host takes the memory away."""
    del apart, question
    os._exit(9)


def refuse(apart: Apart, question: WhatIfQuestion) -> WhatIf | Exception:
    """Refuse with two figures."""
    del apart, question
    return TooManyCases(3, 2)


async def test_a_week_is_answered_as_it_was_and_as_it_would_have_been(clock: Clockwork) -> None:
    await three_cases(clock)
    body = {**WEEK, "zone": "America/Detroit", "targets": {"P2": "8 hours"}}
    response = await clock.post("/v1/what-if", body, "tam")
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    assert (answer["since"], answer["before"]) == ("2026-11-16T05:00:00Z", "2026-11-23T05:00:00Z")
    assert (answer["was"]["missed"], answer["would_be"]["missed"]) == (1, 2)
    assert [one["number"] for one in answer["different_cases"]] == ["CS-slow"]
    # Shard by shard this clock knows up to Friday.
    assert answer["known_until"] is not None


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({}, "nothing-different"),
        ({"plan": "diamond"}, "invalid-request"),
        ({"terms_version": "1999.1"}, "unknown-terms"),
        ({"calendar": {"calendar_id": "lunar"}}, "unknown-calendar"),
        ({"calendar": {"calendar_id": "us-federal", "version": 99}}, "unknown-calendar"),
        ({"targets": {"P2": "soon"}}, "no-such-promise"),
        ({"targets": {"P2": "40000 business days"}}, "no-such-promise"),
        ({"targets": {"P9": "1 hour"}}, "invalid-request"),
        ({"plan": "silver", "to": "2026-11-15"}, "invalid-request"),
        ({"plan": "silver", "zone": "Mars/Olympus"}, "invalid-request"),
        ({"plan": "silver", "from": "yesterday"}, "invalid-request"),
        ({"plan": "silver", "from": "1066-10-14"}, "invalid-request"),
        # Pydantic alone would read seconds since 1970.
        ({"plan": "silver", "from": 1793491200}, "invalid-request"),
        ({"plan": "silver", "from": "1793491200"}, "invalid-request"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    clock: Clockwork, different: Json, code: str
) -> None:
    response = await clock.post("/v1/what-if", {**WEEK, **different}, "analyst")
    assert (response.status_code, response.json()["code"]) == (422, code), response.text


async def test_more_cases_than_are_judged_at_once_are_refused_with_their_number(
    clock: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge_apart, "_judge", refuse)
    response = await clock.post("/v1/what-if", {**WEEK, "plan": "silver"}, "tam")
    body = response.json()
    assert (body["code"], body["cases"], body["most"]) == ("too-many-cases", 3, 2)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("contact", 403),
        ("agent", 403),
        ("oncall", 403),
        ("service", 403),
        # Let in, and told that nothing would differ.
        ("tam", 422),
        ("analyst", 422),
        ("admin", 422),
    ],
)
async def test_who_may_ask(clock: Clockwork, role: Role, status: int) -> None:
    who = clock.bearer(role, "acme" if role == "contact" else None)
    response = await clock.client.post("/v1/what-if", json=WEEK, headers=who)
    assert response.status_code == status


async def test_warnings_do_not_wait_for_the_arithmetic(
    clock: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    await clock.tell(opened("c1", MONDAY), "c1")
    await clock.catch_up()
    monkeypatch.setattr(judge_apart, "_judge", never_let_go)
    question = asyncio.create_task(clock.post("/v1/what-if", {**WEEK, "plan": "silver"}, "tam"))
    longest, host = 0.0, SystemClock()
    while not question.done():
        before = host.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, host.monotonic() - before)
        # Three quarters of 12 hours.
        await clock.until(MONDAY + hours(9.5))
        if await clock.kinds("c1") == ["DeadlineStarted", "DeadlineWarned"]:
            break
    assert not question.done(), "the warning came after the answer"
    assert (await question).json()["code"] == "no-such-promise"
    assert longest < 1


async def test_a_process_that_ends_without_an_answer_is_told() -> None:
    with pytest.raises(JudgingEnded):
        await run_apart(end_at_once, NOWHERE, QUESTION)


async def test_a_database_that_is_away_is_told_as_such() -> None:
    with pytest.raises(StoreUnavailable):
        await NOWHERE.judge(QUESTION)


async def test_a_question_that_is_dropped_ends_its_process() -> None:
    question = asyncio.create_task(run_apart(never_let_go, NOWHERE, QUESTION))
    await asyncio.sleep(0.3)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    assert active_children() == []
