"""What leaves intake: events and promises about time to the broker, and nothing that people wrote
to the log lines.
"""

import io

import pytest

from events.broker.memory_broker import MemoryBroker
from events.watermark_records import watermarks_from_incoming
from intake.bootstrap import Intake
from tests.intake.front_desk import FrontDesk, new_case
from webapi.logs import configure

WORDS = ("unmistakable", "unspeakable", "unrepeatable")


async def test_events_and_watermarks_are_sent(
    desk: FrontDesk, intake: Intake, broker: MemoryBroker
) -> None:
    await desk.customer()
    await desk.case()
    assert await intake.relay.step() == await desk.events()
    assert await intake.relay.step() == 0
    assert await intake.watermarks.step() > 0
    sent = [await broker.last_record("intake.events", shard) for shard in range(12)]
    promised = await broker.last_record("intake.watermarks", 0)
    assert promised is not None
    next_seqs = [each.next_seq for each in watermarks_from_incoming(promised).watermarks]
    assert [next_seq > 1 for next_seq in next_seqs] == [record is not None for record in sent]


async def test_no_word_of_a_case_reaches_a_log_line(
    desk: FrontDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = io.StringIO()
    configure("intake", "json", stream=lines)
    await desk.customer()
    subject, description, text = WORDS
    case = await desk.agent.did("/v1/cases", new_case(subject=subject, description=description))
    await desk.agent.did(f"/v1/cases/{case['case_id']}/respond", {"text": text})
    await desk.agent.post("/v1/cases", new_case(subject=subject, priority="P5"))
    await desk.agent.post(f"/v1/cases/{case['case_id']}/reopen", {"text": text})
    said = lines.getvalue() + "".join(capsys.readouterr())
    assert "/v1/cases" in said
    assert not [word for word in WORDS if word in said]


async def test_nothing_is_taken_while_history_comes_in(desk: FrontDesk, intake: Intake) -> None:
    await intake.store.begin_history()
    term = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = await desk.admin.post("/v1/customers", {"name": "Acme", "plan": "gold", "term": term})
    assert (answer.status_code, answer.json()["code"]) == (503, "import-under-way")


async def test_it_is_ready_when_its_store_is(desk: FrontDesk) -> None:
    assert (await desk.client.get("/health/ready")).status_code == 200
    assert (await desk.client.get("/openapi.json")).status_code == 200
